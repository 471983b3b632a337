/** Gzip members: whatever is compressed in pieces decompresses as one, since members concatenate (RFC 1952). */
import { gzipSync } from 'node:zlib';

/** Fixed, so that the same text gives the same bytes. 6 is half the size of 1 and not the bottleneck. */
const LEVEL = 6;
/** Byte of the header that names the operating system; 255 = unknown, so that it does not depend on the host. */
const OS_BYTE = 9;

/** One complete gzip member: no name, no time. The same bytes for the same text on the same Node version. */
export function gzipMember(text: string | Uint8Array): Buffer {
  const member = gzipSync(text, { level: LEVEL });
  member[OS_BYTE] = 255;
  return member;
}

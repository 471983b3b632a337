/**
 * The result of a task as bytes, the same on every machine and version of Node.
 *
 * Layout: number of the ticket (UInt32), length of the head (UInt32), the head (JSON), then one after another the
 * values (Float64, deflated), the record of each address that has one, and the gzip members; all little endian. What
 * a replicate's values are follows from the plan, and an address from the task. A frame of ticket 0 is a marker, and
 * one whose head is `null` says that the task was given back.
 */
import { deflateRaw, gunzipSync, inflateRaw, type ZlibOptions } from 'node:zlib';
import { promisify } from 'node:util';
import { assertAnswer } from '../runner/answer.js';
import type { BlockResult } from '../runner/block.js';
import { valueSizesOf, type ValueSizes } from '../runner/observation.js';
import { packagePath } from '../runner/package-files.js';
import type { Plan } from '../runner/plan.js';
import type { AddressResult, FailedReplicate, ReplicateResult } from '../runner/replicate.js';
import { blocksOf, type Task, type TaskResult } from '../runner/task.js';
import { gzipMember } from '../results/gzip.js';

/** What compressed the gzip members: another one makes other bytes of the same text. */
export const COMPRESSOR = `zlib ${process.versions.zlib} ${process.arch}`;

const PREAMBLE = 8;
/** The quickest: values shrink to about a quarter. */
const LEVEL = 1;
/** Bytes that zlib hands out at a time, at least. */
const CHUNK = 1 << 18;
const deflated = promisify(deflateRaw) as (bytes: Uint8Array, options: ZlibOptions) => Promise<Buffer>;
const inflated = promisify(inflateRaw) as (bytes: Uint8Array, options: ZlibOptions) => Promise<Buffer>;

/** A replicate that was done: its checksum, days, and whether it was read off a record. */
type DoneHead = readonly [sha256: string, days: number, reused: boolean];

interface Head {
  readonly index: number;
  readonly compressor: string;
  /** Bytes of the values, deflated. */
  readonly values: number;
  readonly blocks: readonly {
    readonly addresses: readonly {
      readonly results: readonly (DoneHead | FailedReplicate)[];
      /** Bytes; `null` where there is none. */
      readonly record: number | null;
    }[];
    readonly members: readonly (readonly [bytes: number, rows: number])[];
  }[];
}

/** A frame that has no result: a marker (ticket 0), or a task that was given back. */
export function emptyFrame(ticket: number, head: unknown = null): Buffer {
  return framed(ticket, head, []);
}

export async function resultFrame(ticket: number, { index, blocks }: TaskResult): Promise<Buffer> {
  const addresses = blocks.flatMap((block) => block.addresses);
  const values = addresses.flatMap(({ results }) =>
    results.flatMap((result) =>
      result.status === 'done' ? [result.windows, result.series, result.probes].map(bytesOf) : [],
    ),
  );
  const packed = await deflated(Buffer.concat(values), { level: LEVEL, chunkSize: CHUNK });
  const head: Head = {
    index,
    compressor: COMPRESSOR,
    values: packed.length,
    blocks: blocks.map((block) => ({
      addresses: block.addresses.map(({ results, record }) => ({
        results: results.map(headOf),
        record: record?.length ?? null,
      })),
      members: block.trajectories.map(({ member, rows }) => [member.length, rows]),
    })),
  };
  return framed(ticket, head, [
    packed,
    ...addresses.flatMap(({ record }) => record ?? []),
    ...blocks.flatMap(({ trajectories }) => trajectories.map(({ member }) => member)),
  ]);
}

/** Number of the ticket that a frame is for; `NaN` where it is no frame. */
export function ticketOf(frame: Buffer): number {
  return frame.length < PREAMBLE ? NaN : frame.readUInt32LE(0);
}

/** The head of a frame. @throws SyntaxError where it is no JSON */
export function headIn(frame: Buffer): unknown {
  return JSON.parse(frame.toString('utf8', PREAMBLE, PREAMBLE + frame.readUInt32LE(4)));
}

/**
 * @param compressor of this machine; members that another one made are compressed anew
 * @throws TypeError unless the frame holds a result of the task; Error of zlib or JSON for one that is damaged
 */
export async function resultIn(
  frame: Buffer,
  plan: Plan,
  task: Task,
  compressor = COMPRESSOR,
): Promise<TaskResult> {
  const head = headIn(frame) as Head;
  const reader = new Reader(frame.subarray(PREAMBLE + frame.readUInt32LE(4)));
  const sizes = valueSizesOf(plan);
  const done = head.blocks
    .flatMap(({ addresses }) => addresses)
    .flatMap(({ results }) => results.filter((result) => !('status' in result))).length;
  const bytes = Float64Array.BYTES_PER_ELEMENT * done * (sizes.windows + sizes.series + sizes.probes);
  // All at once: putting chunks together costs as much as inflating them.
  const options = { chunkSize: Math.max(CHUNK, bytes), maxOutputLength: Math.max(1, bytes) };
  const values = await inflated(reader.take(head.values), options);
  if (values.length !== bytes) throw new TypeError('the frame of a result holds too few values');
  // A copy that is aligned.
  const numbers = new Float64Array(new Uint8Array(values).buffer);
  let at = 0;
  const next = (length: number): Float64Array => numbers.subarray(at, (at += length));
  const expected = blocksOf(plan, task);
  const addresses = head.blocks.map((block, number) =>
    block.addresses.map(({ results, record }, of): AddressResult => {
      const address = expected[number]![of]!;
      const read = results.map((result) => resultOf(result, sizes, next));
      return { address, results: read, record: record === null ? null : reader.copy(record) };
    }),
  );
  const blocks = head.blocks.map(({ members }, number): BlockResult => {
    const trajectories = members.map(([bytes, rows]) => ({
      member: head.compressor === compressor ? reader.copy(bytes) : anew(reader.take(bytes)),
      rows,
    }));
    return { addresses: addresses[number]!, trajectories };
  });
  return assertAnswer(plan, task, { index: head.index, blocks }) as TaskResult;
}

function headOf(result: ReplicateResult): DoneHead | FailedReplicate {
  if (result.status === 'done') return [result.sha256, result.days, result.reused];
  // Where the package is installed differs between machines, and what is written about a failure does not.
  return { ...result, message: result.message.replaceAll(packagePath(''), '') };
}

function resultOf(
  head: DoneHead | FailedReplicate,
  { windows, series, probes }: ValueSizes,
  next: (length: number) => Float64Array,
): ReplicateResult {
  if ('status' in head) return head;
  const [sha256, days, reused] = head;
  const values = { windows: next(windows), series: next(series), probes: next(probes) };
  return { status: 'done', reused, sha256, days, ...values };
}

/** The member as this machine compresses its text. */
function anew(member: Buffer): Uint8Array {
  return member.length === 0 ? member : new Uint8Array(gzipMember(gunzipSync(member).toString('utf8')));
}

function framed(ticket: number, head: unknown, parts: readonly Uint8Array[]): Buffer {
  const text = Buffer.from(JSON.stringify(head));
  const preamble = Buffer.alloc(PREAMBLE);
  preamble.writeUInt32LE(ticket, 0);
  preamble.writeUInt32LE(text.length, 4);
  return Buffer.concat([preamble, text, ...parts]);
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

class Reader {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  take(length: number): Buffer {
    const part = this.bytes.subarray(this.at, (this.at += length));
    if (part.length !== length) throw new TypeError('the frame of a result ends too soon');
    return part;
  }

  /** So that what is kept of a frame does not keep all of it. */
  copy(length: number): Uint8Array {
    return new Uint8Array(this.take(length));
  }
}

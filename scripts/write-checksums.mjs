// npm run checksums: takes the files of data/ and calibration/ as they are now for what they are meant to be.
import { writeFileSync } from 'node:fs';
import { CHECKSUM_FILE, checksumText } from './checksums.mjs';

writeFileSync(CHECKSUM_FILE, checksumText('.'));

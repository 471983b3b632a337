#!/usr/bin/env node
/** The command `duel`. */
import { ioOf } from './io.js';
import { runCommandLine } from './program.js';

await runCommandLine(process.argv.slice(2), ioOf(process));

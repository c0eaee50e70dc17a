// `node test/scripts/run.mjs PROGRAM [ARGUMENTS]`: a program of the project, with all that it needs.
import { build, handOver } from './bootstrap.mjs';

const [program, ...args] = process.argv.slice(2);
build();
handOver(program, args);

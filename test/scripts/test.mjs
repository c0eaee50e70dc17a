// `npm test`: every tier of tests, or those named. See testCommand.ts.
import { handOver } from './bootstrap.mjs';

handOver('test/scripts/testCommand.ts');

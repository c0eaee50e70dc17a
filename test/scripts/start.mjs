// `npm start`: the demo in the terminal, then VS Code with the extension. See startCommand.ts.
import { handOver } from './bootstrap.mjs';

handOver('test/scripts/startCommand.ts');

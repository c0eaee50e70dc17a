// `npm run test:desktop`: the suite of test/integration in desktop VS Code. See desktopCommand.ts.
import { handOver } from './bootstrap.mjs';

handOver('test/scripts/desktopCommand.ts');

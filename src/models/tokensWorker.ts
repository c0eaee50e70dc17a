import { parentPort, workerData } from 'node:worker_threads';
import { serveTokens } from './encoder.ts';

if (parentPort === null) throw new Error('This file is the entry of a worker thread.');
serveTokens(parentPort, workerData.assetsFolder);

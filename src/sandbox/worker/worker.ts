import { parentPort, workerData } from 'node:worker_threads';
import { serveSandbox } from './serve.ts';

if (parentPort === null) throw new Error('This file is the entry of a worker thread.');
void serveSandbox(parentPort, workerData);

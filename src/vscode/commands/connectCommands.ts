import { type ConnectServices, connectModel } from '../connect/connectFlow.ts';
import type { Commands } from './table.ts';

/** The one way to all models. */
export function connectCommands(services: ConnectServices): Pick<Commands, 'rlm.connectModel'> {
  return { 'rlm.connectModel': () => connectModel(services) };
}

import { formatCount } from '../../format.ts';
import type { Translation } from '../language.ts';
import type { replayStrings } from '../replay.ts';

export const replayGerman: Translation<typeof replayStrings> = {
  replay: 'Nachspielen',
  replayStep: 'Schritt',
  replayStepOf: (step, steps) => `Schritt ${formatCount(step)} von ${formatCount(steps)}`,
  replayFirst: 'Erster Schritt',
  replayBack: 'Ein Schritt zurück (k)',
  replayNext: 'Ein Schritt vor (j)',
  replayLast: 'Letzter Schritt',
  replayPlay: 'Abspielen',
  replayPause: 'Pause',
  replayLeave: 'Nachspielen beenden',
  happened: (event) => {
    const child = `Unterlauf ${event.run}`;
    const within = event.run === '' ? '' : ` von ${child}`;
    switch (event.type) {
      case 'run.started':
        return event.run === '' ? 'der Lauf beginnt' : `${child} beginnt`;
      case 'iteration.started':
        return `Iteration ${event.iteration}${within} beginnt`;
      case 'model.replied':
        return `das Modell antwortet in Iteration ${event.iteration}${within}`;
      case 'model.failed':
        return `das Modell antwortet nicht in Iteration ${event.iteration}${within}`;
      case 'cell.started':
        return `Zelle ${event.cell} der Iteration ${event.iteration}${within} beginnt`;
      case 'cell.finished':
        return `Zelle ${event.cell} der Iteration ${event.iteration}${within} endet`;
      case 'call.started':
        return `Aufruf ${event.call}${within} beginnt`;
      case 'call.finished':
        return `Aufruf ${event.call}${within} endet`;
      case 'limit.reached':
        return 'eine Grenze ist erreicht';
      case 'notice':
        return 'ein Hinweis kommt';
      case 'coverage':
        return 'was bisher gelesen wurde';
      case 'answer':
        return `die Antwort${within}`;
      case 'run.finished':
        return event.run === '' ? 'der Lauf endet' : `${child} endet`;
      default:
        return '';
    }
  },
};

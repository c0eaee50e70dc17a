import { answerGerman } from './german/answer.ts';
import { comparisonGerman, findGerman, followUpGerman } from './german/others.ts';
import { pageGerman } from './german/page.ts';
import { replayGerman } from './german/replay.ts';
import { timelineGerman } from './german/timeline.ts';
import { traceGerman } from './german/trace.ts';

/** The sentences of the pages in German, as far as they are translated. */
export const german = {
  ...answerGerman,
  ...comparisonGerman,
  ...findGerman,
  ...followUpGerman,
  ...pageGerman,
  ...replayGerman,
  ...timelineGerman,
  ...traceGerman,
};

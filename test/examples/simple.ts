// One question about a text made here, answered by the offline demo: `npm run example:simple`.
import { askDemo } from './demoRun.ts';

const log = Array.from({ length: 5_000 }, (_, index) => {
  const at = new Date(Date.UTC(2026, 0, 5) + index * 11_000).toISOString();
  const service = ['api', 'queue', 'store'][index % 3];
  if (index % 250 === 77) return `${at} ERROR ${service}: timeout after ${index % 9} s`;
  return `${at} INFO ${service}: request ${index} done`;
});

const question = 'How many lines contain "timeout"?';
console.log(`Question: ${question}\n`);
const result = await askDemo(question, log.join('\n'), (event) => {
  switch (event.type) {
    case 'iteration.started':
      console.log(`--- iteration ${event.iteration}`);
      return;
    case 'model.delta':
      process.stdout.write(event.text);
      return;
    case 'model.replied':
      console.log('\n');
      return;
    case 'call.finished':
      console.log(`call ${event.call}, ${event.status}: ${event.response}`);
      return;
    case 'cell.finished':
      console.log(`${event.output}${event.error === null ? '' : event.error.message}`);
      return;
    default:
      return;
  }
});
console.log(`--- answer (${result.status}, ${result.usageSummary})\n\n${result.answer}`);
if (result.status !== 'answered') process.exitCode = 1;

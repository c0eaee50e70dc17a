/** What `rlm --help` prints. */
export const usage = `Asks a question about text that is too long for a language model.

  rlm ask [options] "<question>"
  rlm show RUNFOLDER | rlm export RUNFOLDER | rlm import FILE      each tells more with --help

  rlm mcp --root DIR      a server for agents of other people; see rlm mcp --help

  --follow-up-of FOLDER   the question goes on in the REPL of that kept run, over its text
  --follow-up QUESTION    asked next in the same REPL, with what was computed there; repeatable

Text
  --file PATH             a file; repeat it for several; - is standard input; pipes work too
  --dir PATH              a folder, with --include GLOB and --exclude GLOB (repeatable);
                          files that may hold secrets (.env, private keys) only where a GLOB names them
  --encoding NAME         of the files, such as gb18030 or shift_jis; found by itself unless given

Models
  --provider NAME         auto (default), openai, anthropic, demo (offline: fixed rules, no AI)
  --base-url URL          a server with OpenAI's API, or Anthropic's; OPENAI_BASE_URL, ANTHROPIC_BASE_URL
  --api NAME              auto (default), responses, chat
  --root-model NAME       gpt-4o unless given, claude-sonnet-5 at Anthropic; RLM_ROOT_MODEL
  --sub-model NAME        gpt-4o-mini unless given, claude-haiku-4-5 at Anthropic; RLM_SUB_MODEL
  --model-variant NAME    auto (default), gpt, qwen, small, no-sub-calls; also --profile
  --language NAME         of the model's code: auto (default: Python), python, javascript
  --direct NAME           always: a text that fits the root model is asked about plainly, without code;
                          offer (default): the estimate says what that would cost; never
  --reasoning-effort ROOT[,SUB]   off (default), none, minimal, low, medium, high, xhigh, max
  --price MODEL=IN,OUT[,CACHED]   $ per million tokens, over the built-in table
  --window MODEL=TOKENS           prompt and reply together, over the built-in table

Limits
  --max-iterations N      50        --max-depth N           1
  --max-subcalls N        500       --concurrency N         64
  --max-cost-usd USD      1.00      --max-tokens N          none
  --max-output-tokens N   16384     --max-errors N          5
  --timeout SECONDS       none      --cell-timeout SECONDS  60
  --sandbox-memory-mb N   512

Output
  --events FILE           the run's events as JSON lines, written while it runs; a new file, or one of events
  --keep DIR              keeps the run as a folder in DIR, to be resumed, forked, shown and exported later
  --memo DIR              keeps replies of sub-models there, and pays for none of them again
  --json                  one JSON object on standard output; progress on standard error
  --estimate              the probable and the worst cost; sends no text, asks the server what its models take

Kept runs
  rlm resume FOLDER                     goes on with one that was cut off, stopped, or ended by a limit
  rlm fork FOLDER --at N ["<remark>"]   a new run that begins with the first N iterations of a kept one;
                                        what is told to the model there, or other models or limits, part them
  Both take what stands under Models and Limits, but for --language, --model-variant and --direct, and
  --events and --json; fork takes --keep too: where the new run is kept, beside the old one unless given.

The key comes from OPENAI_API_KEY or ANTHROPIC_API_KEY, in the environment or in a .env file; a server on
this machine needs none.
What a .env file says of base URL and models counts only where its own key is used.
HTTP_PROXY, HTTPS_PROXY and NO_PROXY are followed, except to a server on this machine.
Ctrl-C stops the run and prints what there is.
Exit status: 0 answered, 1 failed, 2 bad arguments or unreadable input, 3 ended by a limit, 130 stopped.
`;

/** What `rlm export --help` prints. */
export const exportUsage = `Writes a run that was kept as a file for others, without keys and without this machine's folders.

  rlm export RUNFOLDER --format NAME [--out FILE]

  --format NAME   official (JSON lines for the official visualizer), markdown, html (one page that
                  needs no network), notebook
  --out FILE      where to; standard output unless given
`;

/** What `rlm import --help` prints. */
export const importUsage = `Makes a log of the official RLM, runs within runs too, a run folder, and prints its path.

  rlm import FILE --keep DIR

  --keep DIR      the folder that the run's own is put into
`;

/** What `rlm show --help` prints. */
export const showUsage = `Shows the trace and the answer of a run that was kept.

  rlm show RUNFOLDER
`;

/** What `rlm --help` prints. */
export const usage = `Asks a question about text that is too long for a language model.

  rlm ask [options] "<question>"

  rlm mcp --root DIR      a server for agents of other people; see rlm mcp --help

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
  --memo DIR              keeps replies of sub-models there, and pays for none of them again
  --json                  one JSON object on standard output; progress on standard error
  --estimate              the probable and the worst cost; sends no text, asks the server what its models take

The key comes from OPENAI_API_KEY or ANTHROPIC_API_KEY, in the environment or in a .env file; a server on
this machine needs none.
What a .env file says of base URL and models counts only where its own key is used.
HTTP_PROXY, HTTPS_PROXY and NO_PROXY are followed, except to a server on this machine.
Ctrl-C stops the run and prints what there is.
Exit status: 0 answered, 1 failed, 2 bad arguments or unreadable input, 3 ended by a limit, 130 stopped.
`;

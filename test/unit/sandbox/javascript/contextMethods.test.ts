import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openEvaluator } from '../support.ts';

const limits = { timeout: 120_000 };
const lines = (words: string): string =>
  Array.from({ length: 6_000 }, (_, at) => `${at} ${words} user=u${at % 7} aaa;b;;c\r\n`).join('');
/** Long enough for the host to answer; told apart by how wide their characters are. */
const contexts = {
  ASCII: lines('GET /index.html 200 error'),
  'Latin-1': lines('größe naïve über error'),
  'two bytes': lines('日本 – error 😀x \ud800 lone'),
} as const;

/** Their value is the same as that of any string. */
const expressions: readonly string[] = [
  'context.indexOf("error")',
  'context.indexOf("error", 400)',
  'context.indexOf("not there")',
  'context.indexOf("")',
  'context.indexOf("", 1e9)',
  'context.indexOf("user", -5)',
  'context.indexOf("user", NaN)',
  'context.indexOf("user", 1e9)',
  'context.indexOf("user", Infinity)',
  'context.indexOf("user", "7")',
  'context.indexOf("user", 3.9)',
  'context.indexOf(5)',
  'context.indexOf("é", 10)',
  'context.indexOf("日")',
  'context.indexOf("😀")',
  'context.indexOf("\\ude00x")',
  'context.indexOf("\\ud800 ")',
  'context.indexOf()',
  '(() => { const at = []; for (let i = -1; (i = context.indexOf("aa", i + 1)) !== -1;) at.push(i); return [at.length, at.slice(-3)] })()',
  '[5, 3000, 5, 90, 100000, 0].map((from) => context.indexOf("user", from))',
  'context.lastIndexOf("user")',
  'context.lastIndexOf("user", 100)',
  'context.lastIndexOf("nope")',
  'context.lastIndexOf("")',
  'context.includes("error") && !context.includes("errors")',
  'context.includes("5999 ", 1e5)',
  '(() => { try { return context.includes(/x/) } catch (error) { return error.name } })()',
  'context.split("\\n").length',
  'context.split("\\n").slice(-3)',
  'context.split("\\r\\n").slice(0, 5)',
  'context.split("\\r\\n").at(-1)',
  'context.split(";;")[9]',
  'context.split("nope").length',
  'context.split("").length',
  'context.split("\\n", 3)',
  'context.split().length',
  'context.split(undefined).length',
  'context.split(5).length',
  'context.split(/\\r?\\n/).slice(0, 4)',
  'context.split(/\\r?\\n/).length',
  'context.split(/\\s+/).slice(-9)',
  'context.split(/(;)/).slice(0, 9)',
  'context.split(/(?:;)/y).slice(0, 9)',
  'context.split(/(?=;)/).slice(0, 9)',
  'context.split(/x*/).length',
  'context.split(/x*/u).length',
  'context.split(/$/m).length',
  'context.split(/^/m).slice(0, 3)',
  'context.split(/(?<name>;)/).slice(0, 5)',
  'context.match(/user=(\\w+)/g).slice(-2)',
  'context.match(/USER=(\\w+)/gi).length',
  'context.match(/x*/g).length',
  'context.match(/x*/gu).length',
  'context.match(/./gu).length',
  'context.match(/./gs).length',
  'context.match(/nope/g)',
  'context.match(/^\\d+/gm).length',
  'context.match(/0/gy)',
  'context.match(/5/gy)',
  '(() => { const m = context.match(/(?<who>u6)( )(zz)?/); return [m, m.index, m.groups.who, m.input === context, m.length] })()',
  '(() => { const m = context.match(/(?<who>u6)/d); return [m.indices[1], m.indices.groups.who] })()',
  'context.match(/nope/)',
  'context.match("user=(.)")[1]',
  'context.match(/0/y)?.index',
  '(() => { const r = /u\\d/g; r.lastIndex = 7; context.match(r); return r.lastIndex })()',
  '(() => { const r = /u\\d/; r.lastIndex = 7; context.match(r); return r.lastIndex })()',
  '[...context.matchAll(/user=u(\\d) (?<a>a+)/g)].slice(-2).map((m) => [...m, m.index, m.groups.a])',
  '[...context.matchAll(/x*/gu)].length',
  '(() => { const r = /u(\\d)/g; r.lastIndex = 900; const m = context.matchAll(r).next().value; return [m, m.index, r.lastIndex] })()',
  'Object.prototype.toString.call(context.matchAll(/a/g))',
  'context.matchAll(/a/g)[Symbol.iterator]().next().value.index',
  'context.matchAll(/u\\d/g).map(([match]) => match).take(3).toArray()',
  '(() => { try { return context.matchAll(/x/) } catch (error) { return error.name } })()',
  '(() => { let n = 0; for (const m of context.matchAll(/aaa/g)) { n += m.index; if (n > 1e6) break } return n })()',
  'context.search(/u6/)',
  'context.search(/nope/)',
  'context.search(/5/y)',
  'context.search("u6")',
  '(() => { const r = /u6/g; r.lastIndex = 5; return [context.search(r), r.lastIndex] })()',
  // What code has changed itself.
  '(() => { const r = /u6/g; r.exec = () => null; return context.match(r) })()',
  '(() => { class R extends RegExp { get flags() { return "g" } [Symbol.split]() { return ["mine"] } } return context.split(new R("a")) })()',
  'context.split({ [Symbol.split]: (text, limit) => [text.length, limit] })',
  '(() => { const r = /a/g; Object.defineProperty(r, "lastIndex", { writable: false, value: 3 }); try { return context.match(r) } catch (error) { return error.name } })()',
  '(() => { const own = RegExp.prototype.exec; RegExp.prototype.exec = () => null; try { return context.match(/a/g) } finally { RegExp.prototype.exec = own } })()',
  '(() => { const own = String.prototype.split; String.prototype.split = () => "mine"; try { return context.split("a") } finally { String.prototype.split = own } })()',
  '(() => { const own = String.prototype.indexOf; delete String.prototype.indexOf; try { return context.indexOf("a") } catch (error) { return error.name } finally { String.prototype.indexOf = own } })()',
  'context?.split?.("\\n")?.length',
  'context . /* all */ split ("\\n") . length',
  'context.indexOf(...["user", 90])',
];

for (const [kind, context] of Object.entries(contexts)) {
  test(
    `methods of a long context mean what they mean for any string: ${kind}`,
    limits,
    async () => {
      const { run } = await openEvaluator({ context, cellSeconds: 100 });
      const told: Record<string, unknown> = {};
      const wanted: Record<string, unknown> = {};
      for (const expression of expressions) {
        const outcome = await run(`print(JSON.stringify({ value: ${expression} }))`);
        told[expression] = outcome.error ?? JSON.parse(outcome.output);
        const value = new Function('context', `return ${expression}`)(context);
        wanted[expression] = JSON.parse(JSON.stringify({ value }));
      }
      assert.deepEqual(told, wanted);
    },
  );
}

test(
  'a long context is the text itself, character by character, and stays so',
  limits,
  async () => {
    for (const context of Object.values(contexts)) {
      const { run } = await openEvaluator({ context });
      await run(
        'let sum = 0; for (let i = 0; i < context.length; i++) sum = (sum * 31 + context.charCodeAt(i)) | 0',
      );
      let sum = 0;
      for (let at = 0; at < context.length; at += 1) sum = (sum * 31 + context.charCodeAt(at)) | 0;
      assert.equal((await run('print(sum, context === context + "")')).output, `${sum} true\n`);
    }
  },
);

test('what a method gives is not kept when code has let go of it', limits, async () => {
  const { run } = await openEvaluator({ context: 'x'.repeat(99).concat('\n').repeat(100_000) });
  // 128 MB hold a few of these at once, not sixty.
  const { error } = await run('for (let i = 0; i < 60; i++) context.split("\\n")');
  assert.equal(error, null);
});

test(
  'a result that does not fit is an error of the code, and the REPL goes on',
  limits,
  async () => {
    const { run } = await openEvaluator({ context: 'ab '.repeat(3_000_000) });
    const { error } = await run('const parts = context.match(/\\w/g); print(parts.length)');
    assert.notEqual(error, null);
    assert.equal((await run('print(context.length)')).output, '9000000\n');
  },
);

test("a name of the code's own in the place of context is what it is", limits, async () => {
  const { run } = await openEvaluator({ context: contexts.ASCII });
  assert.equal(
    (await run('globalThis.context = "a b"; print(context.split(" ").length)')).output,
    '2\n',
  );
  assert.equal((await run('print(context.split("\\n").length)')).output, '6001\n');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSchema } from '../../../../src/core/items/schema.ts';

const checks: readonly [schema: unknown, good: readonly unknown[], bad: readonly unknown[]][] = [
  [{}, [1, 'a', null, [], {}], []],
  [true, [1], []],
  [{ type: 'string', minLength: 1, maxLength: 2 }, ['a', 'ab'], ['', 'abc', 1, null]],
  [{ type: 'integer', minimum: 1, maximum: 3 }, [1, 3], [0, 4, 1.5, '1']],
  [{ type: ['number', 'null'] }, [1.5, null], ['1', true]],
  [{ enum: ['a', { x: 1, y: 2 }] }, ['a', { y: 2, x: 1 }], ['b', { x: 1 }]],
  [{ const: 5 }, [5], ['5']],
  [
    { type: 'array', items: { type: 'boolean' }, minItems: 1, maxItems: 2 },
    [[true], [true, false]],
    [[], [1], [true, true, true], {}],
  ],
  [
    {
      properties: { a: { type: 'string' } },
      required: ['a'],
      additionalProperties: { type: 'null' },
    },
    [{ a: 'x' }, { a: 'x', b: null }, 'no object'],
    [{}, { a: 1 }, { a: 'x', b: 1 }],
  ],
  [{ anyOf: [{ type: 'string' }, { const: 1 }] }, ['a', 1], [2, null]],
  [{ type: 'object', required: ['toString'] }, [{ toString: 1 }], [{}]],
];

for (const [schema, good, bad] of checks) {
  test(`a schema is kept to or not: ${JSON.stringify(schema)}`, () => {
    const check = readSchema(schema);
    for (const value of good) assert.equal(check(value), null);
    for (const value of bad) assert.equal(typeof check(value), 'string');
  });
}

const sentences: readonly [schema: unknown, value: unknown, sentence: string][] = [
  [
    { properties: { a: { items: { type: 'integer' } } } },
    { a: [1, 'x'] },
    '/a/1 must be an integer',
  ],
  [{ required: ['b'] }, {}, '/b is missing'],
  [{ properties: { a: { enum: ['x', 'y'] } } }, { a: 'z' }, '/a must be one of "x", "y"'],
  [{ properties: { a: { minItems: 2 } } }, { a: [] }, '/a must have a number of items at least 2'],
];

for (const [schema, value, sentence] of sentences) {
  test(`it is said what is wrong: ${sentence}`, () => {
    assert.equal(readSchema(schema)(value), sentence);
  });
}

const unknown: readonly [schema: unknown, message: RegExp][] = [
  [
    { properties: { a: { format: 'date' } } },
    /^the schema's \/properties\/a: the keyword "format" is unknown; known: type, /,
  ],
  [{ type: 'int' }, /the type "int" is unknown/],
  [{ enum: [] }, /must be a list of values/],
  [{ minimum: '1' }, /must be a number/],
  [[], /must be an object/],
  [{ required: 'a' }, /must be a list of names/],
];

for (const [schema, message] of unknown) {
  test(`a schema that can't be checked is an error: ${JSON.stringify(schema)}`, () => {
    assert.throws(() => readSchema(schema), { name: 'TypeError', message });
  });
}

test('a schema without an end is an error too', () => {
  let schema: object = {};
  for (let depth = 0; depth < 50; depth += 1) schema = { items: schema };
  assert.throws(() => readSchema(schema), /nested too deeply/);
});

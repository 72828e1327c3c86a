import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readRows } from './read-rows.ts';

const header = 'reference,resource,start,end,time_zone,title';
const read = (text: string) => readRows(new TextEncoder().encode(text));

test('a real schedule reads whole', () => {
  const { rows, bad } = readRows(readFileSync(new URL('fixtures/fosdem-2025-rooms.csv', import.meta.url)));
  expect(bad).toEqual([]);
  expect(rows).toHaveLength(943);
  expect(new Set(rows.map(({ resource }) => resource)).size).toBe(29);
  expect(rows.at(-1)?.line).toBe(944);
});

test('a byte order mark, CRLF, blank lines, semicolons and quoted line breaks are all right; lines are counted', () => {
  const { rows, bad } = read(
    `\uFEFF${header.replaceAll(',', ';')};customer\r\n\r\n1;A;s;e;z;"two\r\nlines; ""quoted""";Zoë\r\n2;B;s;e;z;;\r\n`,
  );
  expect(bad).toEqual([]);
  expect(rows).toMatchObject([
    { line: 3, reference: '1', title: 'two\r\nlines; "quoted"', customer: 'Zoë' },
    { line: 5, reference: '2', title: '' },
  ]);
});

test('a bad row is answered by its line and the others are read', () => {
  const { rows, bad } = read(`${header}\n1,A,s,e,z,t\n2,A,s,e\n3,,s,e,,t\n4,A,s,e,z,t\n`);
  expect(rows.map(({ line }) => line)).toEqual([2, 5]);
  expect(bad).toEqual([
    { line: 3, reference: '2', detail: 'It has 4 values, the header names 6.' },
    { line: 4, reference: '3', detail: 'It has no resource, no time_zone.' },
  ]);
});

test.each([
  ['', 'The file is empty'],
  ['reference,resource\n1,A\n', 'it lacks start, end, time_zone, title'],
  [`${header},colour\n`, 'does not know: colour'],
  [`${header},title\n`, 'the column title twice'],
])('%j cannot be read as a whole', (text, why) => {
  expect(() => read(text)).toThrow(why);
});

test('what is not UTF-8 names the line', () => {
  const bytes = Buffer.concat([Buffer.from(`${header}\n1,A,s,e,z,t\n2,A,s,e,z,Caf`), Buffer.from([0xe9]), Buffer.from('\n')]);
  expect(() => readRows(bytes)).toThrow('The file is not UTF-8: line 3');
});

/** Each row of a table of limits is tried from both sides. A row without a try fails, and a try without a row. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

/** @returns whether an input of this size is accepted, or kept as it is */
export type Try = (size: number) => unknown;
export type Tries = Readonly<Record<string, Try>>;

type Row = readonly string[];

/** The rows of the tables below a heading, without the first cell, which is empty. */
export function rowsBelow(title: string): readonly Row[] {
  const sections = readFileSync('nodes/docs/limits.md', 'utf8').split(/^## /m);
  const section = sections.find((one) => one.startsWith(`${title}\n`));
  assert.ok(section !== undefined, `limits.md has no section ${title}`);
  return section
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (?:input|---)/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

export function describeLimits(title: string, tries: Tries): void {
  describe(`The limits: ${title}`, () => {
    const rows = rowsBelow(title);
    for (const [input = '', limit = ''] of rows) {
      it(`${input}: ${limit}`, async () => {
        const attempt = tries[input];
        assert.ok(attempt !== undefined, 'the row has no try');
        const size = Number.parseInt(limit, 10);
        const beyond = limit.endsWith('at least') ? size - 1 : size + 1;
        assert.equal(await attempt(size), true, 'at the limit');
        assert.equal(await attempt(beyond), false, 'beyond it');
      });
    }

    it('have a row for each try', () =>
      assert.deepEqual(
        rows.map(([input]) => input),
        Object.keys(tries),
      ));
  });
}

export const nested = (levels: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
};

export const text = (length: number): string => 'x'.repeat(length);
export const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

/** Whether it is accepted: what is refused throws, or rejects. */
export const isTaken = async (work: () => unknown): Promise<boolean> => {
  try {
    await work();
    return true;
  } catch {
    return false;
  }
};

/** The dashboard has the form that Grafana imports, and queries metrics that exist. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { namesIn, SERIES_NAMES } from '../../../../doubles/metrics/metric-names';

const FILE = join(__dirname, '..', '..', '..', '..', '..', 'examples', 'grafana', 'dashboard.json');
const COLUMNS = 24;

const datasource = z.strictObject({ type: z.literal('prometheus'), uid: z.literal('${datasource}') });
const gridPos = z.strictObject({
  x: z.int().min(0),
  y: z.int().min(0),
  w: z.int().min(1).max(COLUMNS),
  h: z.int().min(1),
});

const target = z.strictObject({
  refId: z.string().regex(/^[A-Z]$/),
  datasource,
  expr: z.string().min(1),
  legendFormat: z.string().min(1),
  editorMode: z.literal('code'),
  instant: z.literal(true).optional(),
  range: z.literal(true).optional(),
});
const row = z.strictObject({
  ...{ id: z.int(), type: z.literal('row'), title: z.string().min(1), collapsed: z.literal(false), gridPos },
  panels: z.array(z.never()),
});
const graph = z.strictObject({
  id: z.int(),
  type: z.enum(['timeseries', 'stat']),
  title: z.string().min(1),
  description: z.string().regex(/\.$/),
  datasource,
  gridPos,
  targets: z.array(target).min(1),
  fieldConfig: z.strictObject({
    defaults: z.looseObject({ unit: z.enum(['short', 's', 'percentunit']) }),
    overrides: z.array(z.never()),
  }),
  options: z.record(z.string(), z.json()),
});

const sourceVariable = z.looseObject({
  ...{ name: z.literal('datasource'), type: z.literal('datasource'), query: z.literal('prometheus') },
});
const queryVariable = z.looseObject({
  ...{ name: z.string(), type: z.literal('query'), datasource, definition: z.string() },
  query: z.strictObject({ query: z.string(), refId: z.string() }),
  ...{ includeAll: z.literal(true), multi: z.literal(true), allValue: z.literal('.*') },
});

const dashboard = z.strictObject({
  ...{ title: z.string().min(1), uid: z.string().regex(/^[\w-]{1,40}$/), description: z.string() },
  ...{ tags: z.array(z.string()), schemaVersion: z.int().min(30), version: z.int(), editable: z.boolean() },
  ...{ timezone: z.string(), refresh: z.string(), graphTooltip: z.int(), links: z.array(z.never()) },
  time: z.strictObject({ from: z.string(), to: z.string() }),
  annotations: z.strictObject({ list: z.array(z.never()) }),
  templating: z.strictObject({ list: z.tuple([sourceVariable], queryVariable) }),
  panels: z.array(z.discriminatedUnion('type', [row, graph])).min(1),
});

/** Parentheses, braces and quotes of a query. */
function checkBrackets(query: string): void {
  const closing: Readonly<Record<string, string>> = { '(': ')', '{': '}', '[': ']' };
  const open: string[] = [];
  for (const character of query.replace(/"[^"]*"/g, '')) {
    assert.notEqual(character, '"', query);
    const pair = closing[character];
    if (pair !== undefined) open.push(pair);
    else if (')}]'.includes(character)) assert.equal(open.pop(), character, query);
  }
  assert.deepEqual(open, [], query);
}

describe('The dashboard for Grafana', () => {
  const text = readFileSync(FILE, 'utf8');
  const { panels, templating } = dashboard.parse(JSON.parse(text));
  const graphs = panels.flatMap((panel) => (panel.type === 'row' ? [] : [panel]));
  const queries = graphs.flatMap(({ targets }) => targets.map(({ expr }) => expr));
  const [, ...variables] = templating.list;

  it('has panels with ids of their own, in the grid, one beside the other', () => {
    assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
    const taken = new Set<string>();
    for (const { title, gridPos: place } of panels) {
      assert.ok(place.x + place.w <= COLUMNS, title);
      for (let x = place.x; x < place.x + place.w; x += 1)
        for (let y = place.y; y < place.y + place.h; y += 1) {
          assert.ok(!taken.has(`${x} ${y}`), `${title} lies on another panel`);
          taken.add(`${x} ${y}`);
        }
    }
  });

  it('queries metrics that the route emits, and shows each of them', () => {
    const used = [...queries, ...variables.map(({ definition }) => definition)].flatMap(namesIn);
    for (const name of used) assert.ok(SERIES_NAMES.has(name), name);
    // A median needs no sum and no count.
    const unused = [...SERIES_NAMES].filter((name) => !used.includes(name) && !/_(?:sum|count)$/.test(name));
    assert.deepEqual(unused, []);
  });

  it('has queries whose brackets are closed, counters as a rate, and only variables that exist', () => {
    const names = new Set(['__rate_interval', ...variables.map(({ name }) => name)]);
    for (const query of queries) {
      checkBrackets(query);
      for (const [, name = ''] of query.matchAll(/\$(\w+)/g)) assert.ok(names.has(name), query);
      if (/_(?:total|bucket)\b/.test(query)) assert.match(query, /rate\(mimecast_\w+_(?:total|bucket)\{/);
    }
    for (const { definition, query } of variables) {
      assert.equal(query.query, definition);
      assert.match(definition, /^label_values\(mimecast_\w+(?:\{[^}]+\})?, \w+\)$/);
    }
  });
});

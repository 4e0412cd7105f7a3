import assert from 'node:assert/strict';
import { nodes, read } from './built';
import { type DraggedNode, drag } from './dragged-node';

const CONFIG = ['mimecast-account', 'mimecast-cluster'];

/** Non-default values for every property at once. */
const EXTREMES: readonly (readonly [string, string])[] = [
  ['a long word', 'x'.repeat(200)],
  ['a long variable', `\${${'MIMECAST_'.repeat(20)}X}`],
  ['many words', Array.from({ length: 40 }, (_, index) => `type ${index}`).join(',')],
  ['many folders', '/folder'.repeat(40)],
];

/** Properties of a flow that was written by hand, or by an older version: the editor fills nothing in. */
const ABSENT = [
  ['missing', undefined],
  ['null', null],
  ['empty', ''],
] as const;

describe('On the canvas', function () {
  this.timeout(60_000);

  for (const node of nodes) {
    describe(node, () => {
      let dragged: DraggedNode;
      before(() => {
        dragged = drag(node);
      });

      it('has our category and our colour', () => {
        const { category, color } = dragged.definition;
        assert.equal(category, CONFIG.includes(node) ? 'config' : 'mimecast');
        assert.equal(color, '#3FADB5');
      });

      it('labels the input and output of every port', () => {
        const { inputs = 0, outputs = 0 } = dragged.definition;
        const ports = [
          ...Array.from({ length: inputs }, (_, i) => dragged.call('inputLabels', {}, i)),
          ...Array.from({ length: outputs }, (_, i) => dragged.call('outputLabels', {}, i)),
        ];
        for (const label of ports) assert.match(String(label), /^\S.{2,60}$/);
        assert.equal(new Set(ports.slice(inputs)).size, outputs, 'two outputs with the same label');
      });

      it('shows its name, in italics, once it has one', () => {
        assert.equal(dragged.call('label', { name: 'mine' }), 'mine');
        assert.equal(dragged.call('labelStyle', { name: 'mine' }), 'node_label_italic');
        assert.equal(dragged.call('labelStyle'), '');
      });

      it('has a short name in the palette', () => {
        // Longer ones cover their own ports, or take three lines.
        assert.match(String(dragged.call('paletteLabel')), CONFIG.includes(node) ? /^.{3,24}$/ : /^.{3,17}$/);
      });

      for (const [what, value] of ABSENT) {
        it(`is labelled by what it does when its properties are ${what}, all or one of them`, () => {
          const names = Object.keys(dragged.definition.defaults);
          const label = (...absent: readonly string[]): unknown =>
            dragged.call('label', Object.fromEntries(absent.map((name) => [name, value])));
          // A list that is empty means all, which is not the default everywhere.
          if (value !== '') assert.equal(label(...names), dragged.call('label'));
          for (const text of [label(...names), ...names.map((name) => label(name))]) {
            assert.doesNotMatch(String(text), /undefined|null|NaN|object|\(\)/);
            assert.doesNotMatch(String(text), /^ | $| {2}|· ·/);
          }
        });
      }

      for (const language of ['en-US', 'de']) {
        it(`has a label without a name that leaves space for others, whatever is set (${language})`, () => {
          const { definition, call } = drag(node, {}, language);
          const names = Object.keys(definition.defaults).filter((name) => name !== 'name');
          const changes = EXTREMES.flatMap(([what, value]) => [
            [what, Object.fromEntries(names.map((name) => [name, value]))] as const,
            ...names.map((name) => [`${what} as ${name}`, { [name]: value }] as const),
          ]);
          for (const [what, change] of [['nothing', {}] as const, ...changes]) {
            const label = String(call('label', change));
            assert.ok(label.length >= 3 && label.length <= 30, `${what}: ${label.length} letters: ${label}`);
          }
        });
      }
    });
  }

  for (const [node, change, label] of [
    ['mimecast-account', { region: 'demo' }, 'Mimecast (demo)'],
    ['mimecast-siem', {}, 'SIEM · all types · 5 min'],
    ['mimecast-siem', { types: 'receipt,delivery' }, 'SIEM · receipt, +1 · 5 min'],
    ['mimecast-siem', { feed: 'cg-stream', every: 0 }, 'SIEM cg-stream · on message'],
    ['mimecast-audit', {}, 'Audit · 15 min'],
    ['mimecast-dlp', { routes: 'outbound', actions: 'hold' }, 'DLP · outbound, hold · 15 min'],
    ['mimecast-held', {}, 'Held · held, releases · 15 min'],
    ['mimecast-ttp', { types: 'url', results: 'malicious' }, 'TTP · url, malicious · 5 min'],
    ['mimecast-directory', { every: 24, everyUnit: 'hours' }, 'Directory · all types · 24 h'],
    ['mimecast-ack', {}, 'ack'],
    ['mimecast-ack', { verdict: 'reject', settles: 'batch' }, 'reject · batch'],
    ['mimecast-file', { path: 'a/{type}.ndjson' }, '{type}.ndjson'],
    ['mimecast-file', {}, '{type}.ndjson'],
    ['mimecast-file', { path: 'logs/{yyyy}/{yyyy-MM-dd}.ndjson' }, '{yyyy-MM-dd}.ndjson'],
    ['mimecast-file', { path: 'a-rather-long-name-of-a-file.ndjson' }, 'a-rather-long-name-of-a…'],
    ['mimecast-format', { format: 'cef' }, 'format · cef'],
    ['mimecast-syslog', { host: 'logs.example' }, 'tls · logs.example:6514'],
    ['mimecast-syslog', {}, 'syslog'],
    ['mimecast-http', {}, 'HTTP'],
    ['mimecast-http', { url: 'https://splunk.example:8088/x?y=1' }, 'hec · splunk.example:8088'],
    ['mimecast-http', { url: 'splunk.example:8088' }, 'hec · splunk.example:8088'],
    ['mimecast-http', { receiver: 'azure', url: '${DCR}' }, 'azure · ${DCR}'],
    ['mimecast-request', { method: 'POST', path: '/api/ttp/url/get-logs' }, 'POST /api/ttp/url/get-logs'],
  ] as const) {
    it(`${node} without a name, with ${JSON.stringify(change)}, has the label: ${label}`, () => {
      assert.equal(drag(node).call('label', change), label);
    });
  }

  it('assessments without a name show their number of checks and their schedule', () => {
    for (const node of ['mimecast-kri', 'mimecast-policy-check'])
      assert.match(String(drag(node).call('label', { at: '06:30' })), /^\S+ · \d+.* · 24 h · 06:30$/);
  });

  const account = (id: string, name: string) => ({ id, type: 'mimecast-account', name, region: 'global' });
  const TENANTS = [account('a', 'Corp'), { id: 't', type: 'tls-config', name: 'TLS' }, account('b', 'Other')];
  for (const [node, change, label] of [
    ['mimecast-siem', {}, 'SIEM · all types · 5 min · Corp'],
    ['mimecast-dlp', { account: '${ACCOUNT}' }, 'DLP · 15 min · ${ACCOUNT}'],
    ['mimecast-kri', { indicators: 'mimecast_hold_queue_size' }, 'KRI · 1 · 24 h · Corp'],
    ['mimecast-policy-check', { checks: 'greylisting' }, 'Policies · 1 · 24 h · Corp'],
    ['mimecast-request', { method: 'GET', path: '/api/x' }, 'GET /api/x · Corp'],
    ['mimecast-siem', { account: '' }, 'SIEM · all types · 5 min'],
    ['mimecast-siem', { name: 'mine' }, 'mine'],
  ] as const) {
    it(`${node} with ${JSON.stringify(change)} names the account when there are two: ${label}`, () => {
      assert.equal(drag(node, { configs: TENANTS }).call('label', { account: 'a', ...change }), label);
      const alone = String(
        drag(node, { configs: TENANTS.slice(0, 2) }).call('label', { account: 'a', ...change }),
      );
      assert.equal(alone, label.replace(/ · (?:Corp|\$\{ACCOUNT\})$/, ''));
    });
  }

  it('keeps its label short when accounts have long names, and still distinguishes them', () => {
    const long = 'A name that goes on and on';
    const configs = [account('a1b2c3d4', long), account('b1b2c3d4', long), account('c1', 'x'.repeat(80))];
    for (const node of nodes.filter((one) => !CONFIG.includes(one))) {
      const { definition, call } = drag(node, { configs });
      if (definition.defaults['account'] === undefined) continue;
      const labels = ['a1b2c3d4', 'b1b2c3d4', 'c1', `\${${'X'.repeat(80)}}`].map((one) =>
        String(
          call('label', { account: one, path: '/folder'.repeat(40), types: 'receipt,delivery,process' }),
        ),
      );
      for (const label of labels) assert.ok(label.length <= 40, `${label.length} letters: ${label}`);
      assert.equal(new Set(labels).size, labels.length, labels.join('\n'));
    }
  });

  it('is redrawn when an account is added, removed or changed, and only then', () => {
    const listeners = new Map<string, (node: object) => void>();
    const source = { type: 'mimecast-siem', dirty: false };
    const other = { type: 'inject', dirty: false };
    let drawn = 0;
    drag('mimecast-account', {
      nodes: [source, other],
      on: (event, listener) => listeners.set(event, listener),
      redraw: () => {
        drawn += 1;
      },
    });
    for (const event of ['nodes:add', 'nodes:change', 'nodes:remove']) {
      source.dirty = false;
      const before = drawn;
      listeners.get(event)?.({ type: 'inject' });
      assert.deepEqual([source.dirty, drawn], [false, before], event);
      listeners.get(event)?.(account('a', 'Corp'));
      assert.deepEqual([source.dirty, other.dirty, drawn], [true, false, before + 1], event);
    }
  });

  it('has icons in white on transparent, of one line width', () => {
    for (const node of nodes) {
      const svg = read('icons', `${node}.svg`);
      const colours = [...svg.matchAll(/(?:fill|stroke)="([^"]+)"/g)].map(([, colour]) => colour);
      assert.deepEqual([...new Set(colours)].sort(), ['#fff', 'none'], node);
      assert.match(svg, /viewBox="0 0 40 60"/, node);
      assert.deepEqual(
        [...svg.matchAll(/stroke-width="([^"]+)"/g)].map(([, width]) => width),
        ['3'],
        node,
      );
    }
  });
});

import assert from 'node:assert/strict';
import type { Canvas, CanvasNode, Wire } from '../../../nodes/editor/canvas/record-paths';
import { isAcknowledged, newPairs, sourceSinkPairs } from '../../../nodes/editor/canvas/source-sink-pairs';

const node = (id: string, type: string, links: readonly string[] = []): CanvasNode => ({ id, type, links });
const siem = node('siem', 'mimecast-siem');
const file = node('file', 'mimecast-file');
const ack = node('ack', 'mimecast-ack');

/** `siem > file`, `siem.1 > file` for the second output. */
function wire(text: string): Wire {
  const [, from = '', port = '0', to = ''] = /^(\S+?)(?:\.(\d))? > (\S+)$/.exec(text) ?? [];
  return { from, port: Number(port), to };
}
const canvas = (nodes: readonly CanvasNode[], ...wires: readonly string[]): Canvas => ({
  nodes,
  wires: wires.map(wire),
  subflows: [],
});
const pairs = (of: Canvas): readonly string[] =>
  sourceSinkPairs(of)
    .map(({ source, sink }) => `${source} > ${sink}`)
    .sort();

describe('The sinks behind a source', () => {
  it('include all kinds, directly or behind other nodes and junctions', () => {
    const syslog = node('syslog', 'mimecast-syslog');
    const http = node('http', 'mimecast-http');
    const all = [siem, file, syslog, http, ack, node('switch', 'switch'), node('debug', 'debug')];
    assert.deepEqual(
      pairs(
        canvas(
          all,
          'siem > junction',
          'junction > switch',
          'switch > file',
          'switch.1 > syslog',
          'switch.1 > http',
          'file > ack',
        ),
      ),
      ['siem > ack', 'siem > file', 'siem > http', 'siem > syslog'],
    );
  });

  it('exclude those behind its reports, and behind a source that another source triggers', () => {
    assert.deepEqual(pairs(canvas([siem, file], 'siem.1 > file')), []);
    const audit = node('audit', 'mimecast-audit');
    assert.deepEqual(pairs(canvas([siem, audit, file], 'siem > audit', 'audit > file')), ['audit > file']);
  });

  it('are found once in loops', () => {
    const round = canvas([siem, file, node('a', 'delay')], 'siem > a', 'a > file', 'file > a', 'a > a');
    assert.deepEqual(pairs(round), ['siem > file']);
  });

  it('are found over link nodes', () => {
    const links = [node('out', 'link out', ['in']), node('in', 'link in', ['out'])];
    assert.deepEqual(pairs(canvas([siem, file, ...links], 'siem > out', 'in > file')), ['siem > file']);
    const called = [node('call', 'link call', ['in']), node('in', 'link in', [])];
    assert.deepEqual(pairs(canvas([siem, file, ...called], 'siem > call', 'in > file')), ['siem > file']);
  });

  it('are found into subflows, out of them, and through them', () => {
    const subflows = [{ id: 's', inputs: ['s-in'], outputs: ['s-out0', 's-out1'] }];
    const instance = node('instance', 'subflow:s');
    const inside = canvas([siem, instance, file], 'siem > instance', 's-in > file');
    assert.deepEqual(pairs({ ...inside, subflows }), ['siem > file']);
    const outside = canvas([siem, instance, file], 'siem > s-out1', 'instance.1 > file');
    assert.deepEqual(pairs({ ...outside, subflows }), ['siem > file']);
    const through = canvas(
      [siem, instance, file, node('f', 'function')],
      ...['siem > instance', 's-in > f', 'f > s-out0', 'instance > file'],
    );
    assert.deepEqual(pairs({ ...through, subflows }), ['siem > file']);
    const other = canvas(
      [siem, instance, file, node('f', 'function')],
      ...['siem > instance', 's-in > f', 'f > s-out0', 'instance.1 > file'],
    );
    assert.deepEqual(pairs({ ...other, subflows }), [], 'another output of it');
  });

  it('are new when they did not exist before', () => {
    const before = sourceSinkPairs(canvas([siem, file, ack], 'siem > file'));
    const after = sourceSinkPairs(canvas([siem, file, ack], 'siem > file', 'file > ack'));
    assert.deepEqual(newPairs(before, after), [{ source: 'siem', sink: 'ack' }]);
    assert.deepEqual(newPairs(after, after), []);
  });

  it('are acknowledged by an ack node behind them, and ack nodes by themselves', () => {
    assert.equal(isAcknowledged('file', canvas([siem, file, ack], 'siem > file')), false);
    assert.equal(isAcknowledged('file', canvas([siem, file, ack], 'file > x', 'x > ack')), true);
    assert.equal(isAcknowledged('ack', canvas([siem, ack], 'siem > ack')), true);
  });
});

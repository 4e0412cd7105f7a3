/** Finds which permission probes the nodes of an account need. */
import type { NodeAPI } from 'node-red';
import { MEASURES } from '../../assessments/kri/indicators';
import type { Measure } from '../../assessments/kri/types';
import { isProbeId, PROBE_IDS, type ProbeId } from '../../assessments/permissions/permission-probes';
import { selectedChecks, sourcesOf } from '../../assessments/policy/checks';
import { PROPERTIES } from '../../properties';
import type { Property } from '../../properties/property-types';

/** What an editor sends may be an object that has no text. */
const toText = (value: unknown): string => (typeof value === 'string' ? value : '');

type NodeProperties = Readonly<Record<string, unknown>>;

/** A property parsed with the node's table; undefined: it is invalid. */
function parseProperty<T>(property: Property<T>, raw: unknown): T | undefined {
  const parsed = property.parse(raw);
  return parsed.ok ? parsed.value : undefined;
}

/** The selected types as probe ids; without a selection all types of the log. */
const selectedTypes = (
  log: string,
  property: Property<readonly string[]>,
  config: NodeProperties,
): readonly string[] => {
  const types = parseProperty(property, config['types']) ?? [];
  return types.length === 0
    ? PROBE_IDS.filter((id) => id.startsWith(`${log}.`))
    : types.map((type) => `${log}.${type}`);
};

/** Alternative probes: one that works is enough. The preferred one comes first. */
type Need = readonly string[];
const eachRequired = (probes: readonly string[]): readonly Need[] => probes.map((probe) => [probe]);

/** By node type. Names without a probe need no permission of their own. */
const PROBES_BY_NODE: Readonly<Record<string, (config: NodeProperties) => readonly Need[]>> = {
  'mimecast-siem': (config) => {
    const [product, how] = (
      parseProperty(PROPERTIES['mimecast-siem'].feed, config['feed']) ?? 'cg-batch'
    ).split('-');
    return eachRequired([`siem.${how}.${product}`]);
  },
  'mimecast-audit': () => eachRequired(['audit']),
  'mimecast-dlp': () => eachRequired(['dlp']),
  'mimecast-held': (config) => eachRequired(selectedTypes('held', PROPERTIES['mimecast-held'].types, config)),
  'mimecast-ttp': (config) => eachRequired(selectedTypes('ttp', PROPERTIES['mimecast-ttp'].types, config)),
  'mimecast-directory': (config) =>
    eachRequired(selectedTypes('directory', PROPERTIES['mimecast-directory'].types, config)),
  'mimecast-policy-check': (config) => {
    const checks = parseProperty(PROPERTIES['mimecast-policy-check'].checks, config['checks']) ?? [];
    return eachRequired(
      sourcesOf(selectedChecks(checks)).map((source) => SOURCE_PROBES[source] ?? `policy.${source}`),
    );
  },
  'mimecast-kri': (config) =>
    (parseProperty(PROPERTIES['mimecast-kri'].indicators, config['indicators']) ?? []).flatMap((slug) =>
      sourcesOfMeasure(MEASURES[slug]).map((need) => need.map((name) => KRI_PROBES[name] ?? name)),
    ),
};

const SOURCE_PROBES: Readonly<Record<string, string>> = {
  account: 'account',
  urlLog: 'ttp.url',
  attachmentLog: 'ttp.attachment',
  impersonationLog: 'ttp.impersonation',
  dlpLog: 'dlp',
  auditLog: 'audit',
  internalDomains: 'directory.domains',
  attachmentStats: 'policy.urlStats',
  impersonationStats: 'policy.urlStats',
};
/** The needs of an indicator, with the fallback. */
const sourcesOfMeasure = (measure: Measure): readonly Need[] =>
  measure.kind === 'events'
    ? [[measure.log], ...(measure.laterReleases === undefined ? [] : [[measure.laterReleases.log]])]
    : [[measure.state, ...(measure.fallback === undefined ? [] : [measure.fallback.log])]];

const KRI_PROBES: Readonly<Record<string, string>> = {
  'siem.receipt': 'siem.batch.cg',
  'siem.internal': 'siem.batch.cg',
  held: 'held.held',
  'dmarc.domains': 'policy.dmarcDomains',
};

/** A node with its properties as the flow file has them. */
export type StoredNode = NodeProperties & { readonly type: string };

export const deployedNodes = (RED: NodeAPI): readonly StoredNode[] => {
  const nodes: StoredNode[] = [];
  RED.nodes.eachNode((node) => nodes.push({ ...node }));
  return nodes;
};

/**
 * The nodes that read with an account. Instances of a subflow may choose the account with a variable.
 * Disabled nodes do not count.
 */
export function nodesUsingAccount(all: readonly StoredNode[], account: string): readonly StoredNode[] {
  const references = new Set(
    all.flatMap(({ type, id, env }) =>
      type.startsWith('subflow') && Array.isArray(env)
        ? env.flatMap((entry) =>
            subflowReference(entry, account, type === 'subflow' ? toText(id) : type.slice(8)),
          )
        : [],
    ),
  );
  return all.filter(
    ({ type, d, z, account: nodeAccount }) =>
      type.startsWith('mimecast-') &&
      d !== true &&
      (nodeAccount === account || references.has(`${toText(z)} ${toText(nodeAccount)}`)),
  );
}

/** @returns the subflow and the reference that a node inside it would use */
function subflowReference(entry: unknown, account: string, subflow: string): readonly string[] {
  if (typeof entry !== 'object' || entry === null || !('name' in entry) || !('value' in entry)) return [];
  return entry.value === account ? [`${subflow} \${${toText(entry.name)}}`] : [];
}

export interface PermissionUsage {
  /** names of the nodes that use each probe; the account itself is always checked and has none */
  readonly names: ReadonlyMap<ProbeId, readonly string[]>;
  /** each need of these nodes */
  readonly needs: readonly (readonly ProbeId[])[];
}

/** Finds the probes that the nodes of an account need. */
export function findPermissionUsage(all: readonly StoredNode[], account: string): PermissionUsage {
  const names = new Map<ProbeId, Set<string>>([['account', new Set()]]);
  const needs: (readonly ProbeId[])[] = [];
  for (const node of nodesUsingAccount(all, account)) {
    const name = toText(node['name']) || node.type;
    for (const need of PROBES_BY_NODE[node.type]?.(node) ?? []) {
      const probes = need.filter(isProbeId);
      if (probes.length > 0) needs.push(probes);
      for (const probe of probes) names.set(probe, (names.get(probe) ?? new Set<string>()).add(name));
    }
  }
  return { names: new Map([...names].map(([probe, all]) => [probe, [...all]])), needs };
}

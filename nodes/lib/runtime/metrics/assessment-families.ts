/** The metrics of indicators and policy checks, from what their nodes have stored. */
import { type History, indicatorHistory, type LastRecord } from '../../assessments/kri/history';
import type { Baseline } from '../../assessments/policy/stored/baseline';
import { STATUSES } from '../../assessments/policy/types';
import type { Family, Labels, Sample } from '../../collector/status/exposition';
import { toSample } from '../../collector/status/metrics';
import { isSlug } from '../../properties/values/kri-indicators';
import type { Running } from '../assessment/assessment-registry';

type KriView = Pick<History, 'lastRun' | 'indicators'>;

interface Shape<V> {
  readonly name: string;
  readonly help: string;
  readonly samples: (view: V, whose: Labels) => readonly Sample[];
}

/** What the last run said about an indicator. */
interface IndicatorValue {
  readonly labels: Labels;
  readonly value: number | null;
  readonly isMeasured: boolean;
  readonly last: LastRecord | undefined;
}

const indicatorsOf = (view: KriView, whose: Labels): readonly IndicatorValue[] =>
  Object.keys(view.indicators)
    .filter(isSlug)
    .flatMap((slug) => {
      const { values, last } = indicatorHistory(view, slug);
      const newest = values.at(-1);
      if (newest === undefined) return [];
      const { value, measured: isMeasured } = newest;
      return [{ labels: { ...whose, indicator: slug }, value, isMeasured, last }];
    });

const inSeconds = (time: number | null): number | null => (time === null ? null : time / 1000);

const KRI_SHAPES: readonly Shape<KriView>[] = [
  {
    name: 'mimecast_kri_value',
    help: 'Value of a key risk indicator, in its unit. Missing while it can not be measured.',
    samples: (view, whose) =>
      indicatorsOf(view, whose).flatMap(({ labels, value, isMeasured, last }) =>
        toSample({ ...labels, unit: last?.unit ?? '' }, isMeasured ? value : null),
      ),
  },
  {
    name: 'mimecast_kri_measured',
    help: 'Whether the last run could measure the indicator.',
    samples: (view, whose) =>
      indicatorsOf(view, whose).map(({ labels, isMeasured }) => ({ labels, value: isMeasured ? 1 : 0 })),
  },
  {
    name: 'mimecast_kri_coverage_ratio',
    help: 'Share of the time window that the value covers.',
    samples: (view, whose) =>
      indicatorsOf(view, whose).flatMap(({ labels, last }) => toSample(labels, last?.coverage ?? null)),
  },
  {
    name: 'mimecast_kri_threshold',
    help: 'Limits of the indicator: from there on it is amber, or red.',
    samples: (view, whose) =>
      indicatorsOf(view, whose).flatMap(({ labels, last }) =>
        last === undefined
          ? []
          : [
              { labels: { ...labels, level: 'amber' }, value: last.warn },
              { labels: { ...labels, level: 'red' }, value: last.critical },
            ],
      ),
  },
  {
    name: 'mimecast_kri_last_run_timestamp_seconds',
    help: 'When the last complete run of the indicators began, in seconds since 1970.',
    samples: ({ lastRun }, whose) => toSample(whose, inSeconds(lastRun)),
  },
];

const POLICY_SHAPES: readonly Shape<Baseline>[] = [
  {
    name: 'mimecast_policy_findings',
    help: 'Policy checks of the last run, by status.',
    samples: ({ results }, whose) => {
      if (results === undefined) return [];
      const found = Object.values(results.findings).map(({ status }) => status);
      return STATUSES.map((status) => ({
        labels: { ...whose, status },
        value: found.filter((one) => one === status).length,
      }));
    },
  },
  {
    name: 'mimecast_policy_score_ratio',
    help: 'Share of passed checks among those that could be assessed. Missing when none could.',
    samples: ({ results }, whose) => {
      const score = results?.days.at(-1)?.score ?? null;
      return toSample(whose, score === null ? null : score / 100);
    },
  },
  {
    name: 'mimecast_policy_last_run_timestamp_seconds',
    help: 'When the last run of the policy checks began, in seconds since 1970.',
    samples: ({ lastRun }, whose) => toSample(whose, inSeconds(lastRun)),
  },
];

/** In a cluster only of the nodes that run here, so that no value is there twice. */
export function assessmentFamilies(nodes: readonly Running[]): readonly Family[] {
  const kris: { view: KriView; whose: Labels }[] = [];
  const policies: { view: Baseline; whose: Labels }[] = [];
  for (const node of nodes) {
    const { id, name, account } = node;
    const whose = { node: id, name, account };
    if (node.kind === 'kri') {
      const view = node.viewHere();
      if (view !== undefined) kris.push({ view, whose });
    } else {
      const view = node.viewHere();
      if (view !== undefined) policies.push({ view, whose });
    }
  }
  return [...toFamilies(KRI_SHAPES, kris), ...toFamilies(POLICY_SHAPES, policies)];
}

const toFamilies = <V>(
  shapes: readonly Shape<V>[],
  views: readonly { readonly view: V; readonly whose: Labels }[],
): readonly Family[] =>
  shapes.map(({ name, help, samples }) => ({
    ...{ name, help, type: 'gauge' as const },
    samples: views.flatMap(({ view, whose }) => samples(view, whose)),
  }));

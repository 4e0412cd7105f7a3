/** How a check reads its evidence, in short. */
import type { JsonObject } from '../../contracts/json';
import { toConfigItems, toStableItems } from './normalize-policy';
import { detections, licensed, recentActivity } from './rules/account';
import { engine, enginesOf } from './rules/policies';
import { type UnpublishedPolicies, unpublishedPolicies } from './rules/unpublished';
import type { ConfigItem, EvidenceStep, Rule, SourceId, Tier } from './types';

export const evidenceStep = (source: SourceId, tier: Tier, rule: Rule): EvidenceStep => ({
  source,
  tier,
  rule,
});

/** Reads the configuration, which is kept for the comparison with the next run. */
export const policyStep = (source: SourceId, rule: Rule): EvidenceStep => ({
  ...evidenceStep(source, 'direct', rule),
  toItems: toConfigItems,
});

/** A source whose form is not documented: times and counters in it are no configuration. */
export const withoutVolatile = (source: SourceId, tier: Tier, rule: Rule): EvidenceStep => ({
  ...evidenceStep(source, tier, rule),
  toItems: toStableItems,
});

export const optionalStep = (one: EvidenceStep): EvidenceStep => ({ ...one, optional: true });

/** Members of the account, each as an item under its name. */
export const accountMembers =
  (...names: readonly string[]) =>
  ([account]: readonly JsonObject[]): readonly ConfigItem[] =>
    names
      .filter((name) => account?.[name] !== undefined)
      .map((name) => ({ name, value: { [name]: account?.[name] } }));

/** The policies of the Cloud Gateway, on a path that is not documented. */
export const unpublishedStep = (source: SourceId, policies: UnpublishedPolicies): EvidenceStep =>
  withoutVolatile(source, 'unpublished', unpublishedPolicies(policies));

/** Evidence for one engine: the policy of Cloud Integrated, then the licence, then statistics and logs. */
export const engineSteps = (parts: {
  readonly member: RegExp;
  readonly licence: RegExp;
  readonly called: string;
  readonly stats: SourceId;
  readonly log: SourceId;
  readonly unpublished?: readonly [SourceId, UnpublishedPolicies];
}): readonly EvidenceStep[] => [
  optionalStep({
    ...policyStep('cloudIntegrated', engine(parts.member)),
    toItems: ([record]) =>
      Object.entries(enginesOf(record))
        .filter(([name]) => parts.member.test(name))
        .map(([name, value]) => ({ name, value: { [name]: value } })),
  }),
  ...(parts.unpublished === undefined ? [] : [unpublishedStep(...parts.unpublished)]),
  evidenceStep('account', 'attested', licensed(parts.licence, parts.called)),
  optionalStep(evidenceStep(parts.stats, 'attested', detections)),
  evidenceStep(parts.log, 'inferred', recentActivity),
];

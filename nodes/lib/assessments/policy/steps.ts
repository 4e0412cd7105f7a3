/** How a check reads its evidence, in short. */
import { toConfigItems, toStableItems } from './normalize-policy';
import type { EvidenceStep, Rule, SourceId, Tier } from './types';

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

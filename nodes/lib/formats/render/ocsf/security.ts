/** The profile security_control, and what findings have of it as attributes of their own. */
import { FACT } from '../fact-list';
import type { Facts } from '../facts';
import { DISPOSITION, OTHER, RISK_LEVEL } from './enums';
import type { Json } from './values';

export function setDisposition(facts: Facts, target: Json): void {
  const { disposition } = facts.event;
  if (disposition === undefined) return;
  const [[action_id, action], [disposition_id, caption]] = DISPOSITION[disposition];
  target['action_id'] = action_id;
  target['action'] = action;
  target['disposition_id'] = disposition_id;
  target['disposition'] = caption;
  facts.take(FACT.disposition);
}

/** The spam verdict is the risk of a message. */
export function setRisk(facts: Facts, target: Json): void {
  const { spamScore, spamRisk, spamDecision } = facts.event;
  if (spamScore !== undefined && Number.isSafeInteger(spamScore)) {
    target['risk_score'] = spamScore;
    facts.take(FACT.spamScore);
  }
  if (spamRisk !== undefined) {
    const [id, caption] = RISK_LEVEL.get(spamRisk.toLowerCase()) ?? [OTHER, spamRisk];
    target['risk_level_id'] = id;
    target['risk_level'] = caption;
    facts.take(FACT.spamRisk);
  }
  if (spamDecision !== undefined) target['risk_details'] = spamDecision;
}

/** Mimecast does not report the class of malware, so the classification is 0, unknown. */
export function setMalware(facts: Facts, target: Json): void {
  const { malware } = facts.event;
  if (malware === undefined) return;
  target['malware'] = [{ name: malware, classification_ids: [0] }];
  facts.take(FACT.malware);
}

export function setPolicy(facts: Facts, target: Json): void {
  const { policy } = facts.event;
  if (policy === undefined) return;
  target['policy'] = { name: policy };
  facts.take(FACT.policy);
}

/** Whether an event has attributes of the profile. */
export const usesProfile = (event: Json): boolean =>
  event['disposition_id'] !== undefined ||
  event['is_alert'] !== undefined ||
  event['malware'] !== undefined ||
  event['policy'] !== undefined ||
  event['risk_score'] !== undefined ||
  event['risk_level_id'] !== undefined ||
  event['risk_details'] !== undefined;

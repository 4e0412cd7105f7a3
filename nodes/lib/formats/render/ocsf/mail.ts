/** Email Activity. */
import type { Event } from '../../event';
import { FACT } from '../fact-list';
import type { Facts } from '../facts';
import { emailOf, partsOf } from './email';
import { DIRECTION } from './enums';
import { setMalware, setPolicy } from './security';
import { email, emails, type Json, nonEmpty, setDestination, setSource } from './values';

/** RFC 3848 has a name for SMTP over TLS. Version and cipher have no attribute. */
const isEncrypted = ({ tlsUsed, tlsVersion }: Event): boolean => tlsUsed ?? tlsVersion !== undefined;

export function mail(facts: Facts, target: Json): void {
  const { event } = facts;
  const [direction_id, direction] =
    event.direction === undefined ? [0, 'Unknown'] : DIRECTION[event.direction];
  target['direction_id'] = direction_id;
  target['direction'] = direction;
  const from = email(event.from);
  if (from !== undefined) {
    target['from'] = from;
    facts.take(FACT.from);
  }
  const to = emails(event.to);
  if (to.length > 0) target['to'] = to;
  const message = emailOf(facts, partsOf(event), false);
  if (message !== undefined) target['email'] = message;
  const { spf, dkim, dmarc } = event;
  const auth: Json = {};
  if (spf !== undefined) auth['spf'] = spf;
  if (dkim !== undefined) auth['dkim'] = dkim;
  if (dmarc !== undefined) auth['dmarc'] = dmarc;
  if (nonEmpty(auth) !== undefined) target['email_auth'] = auth;
  setSource(facts, target);
  setDestination(facts, target);
  if (event.traceId !== undefined) target['message_trace_uid'] = event.traceId;
  if (event.attempts !== undefined) target['attempt'] = event.attempts;
  if (event.command !== undefined) target['command'] = event.command;
  facts.take(FACT.direction, FACT.spf, FACT.dkim, FACT.dmarc, FACT.attempts);
  // a click on a link is no SMTP
  if (event.kind === 'mail' && !event.sourceIsUser)
    target['protocol_name'] = isEncrypted(event) ? 'ESMTPS' : 'SMTP';
  setMalware(facts, target);
  setPolicy(facts, target);
}

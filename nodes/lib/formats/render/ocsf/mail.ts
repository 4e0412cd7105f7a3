/** Email Activity. */
import type { Event } from '../../event';
import { FACT } from '../fact-list';
import type { Facts } from '../facts';
import { emailOf, partsOf } from './email';
import { DIRECTION } from './enums';
import { setMalware, setPolicy } from './security';
import { destinationOf, email, emails, type Json, nonEmpty, setIfDefined, sourceOf } from './values';

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
  setIfDefined(target, 'email', emailOf(facts, partsOf(event), false));
  const { spf, dkim, dmarc } = event;
  const auth: Json = {};
  setIfDefined(auth, 'spf', spf);
  setIfDefined(auth, 'dkim', dkim);
  setIfDefined(auth, 'dmarc', dmarc);
  setIfDefined(target, 'email_auth', nonEmpty(auth));
  setIfDefined(target, 'src_endpoint', sourceOf(facts));
  setIfDefined(target, 'dst_endpoint', destinationOf(facts));
  setIfDefined(target, 'message_trace_uid', event.traceId);
  setIfDefined(target, 'attempt', event.attempts);
  setIfDefined(target, 'command', event.command);
  facts.take(FACT.direction, FACT.spf, FACT.dkim, FACT.dmarc, FACT.attempts);
  // a click on a link is no SMTP
  if (event.kind === 'mail' && !event.sourceIsUser)
    target['protocol_name'] = isEncrypted(event) ? 'ESMTPS' : 'SMTP';
  setMalware(facts, target);
  setPolicy(facts, target);
}

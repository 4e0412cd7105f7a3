/** Users, groups and what administrators do: Authentication, Account Change, User and Group Management and others. */
import type { OcsfVersion } from '../../../properties/values/format-options';
import { FACT } from '../fact-list';
import type { Facts } from '../facts';
import { AUTH_FACTORS, AUTH_PROTOCOLS, OTHER, rowOf } from './enums';
import { actorOf, type Json, setSource, userOf } from './values';

/** The affected user; the acting one where the record names no other. */
function affectedUser(facts: Facts): Json | undefined {
  const { user, userName, actor, actorName } = facts.event;
  const name = user ?? actor ?? userName ?? actorName;
  if (name === undefined) return undefined;
  const isActor = user === undefined || user === actor;
  const fullName = userName ?? (isActor ? actorName : undefined);
  facts.take(FACT.user, FACT.userName);
  if (isActor && (fullName === actorName || name === actorName)) facts.take(FACT.actorName);
  return userOf(name, fullName);
}

function setActor(facts: Facts, target: Json): void {
  const actor = actorOf(facts);
  if (actor !== undefined) target['actor'] = actor;
}

function setActorAndSource(facts: Facts, target: Json): void {
  setActor(facts, target);
  setSource(facts, target);
  // the category of the audit record, which is in the remainder
  facts.take(FACT.entityType);
}

function setAuthentication(facts: Facts, target: Json): void {
  const { authMethod, authFactor, multiFactor } = facts.event;
  const protocol = authMethod === undefined ? undefined : rowOf(AUTH_PROTOCOLS, authMethod);
  if (protocol !== undefined) {
    const [id, caption] = protocol;
    target['auth_protocol_id'] = id;
    target['auth_protocol'] = caption;
    if (authMethod?.toLowerCase() === caption.toLowerCase()) facts.take(FACT.authMethod);
  }
  if (authFactor !== undefined) {
    const [factor_type_id, factor_type] = rowOf(AUTH_FACTORS, authFactor) ?? [OTHER, authFactor];
    const factor: Json = { factor_type_id, factor_type };
    const isTotp = /\btotp\b/i.test(authFactor);
    if (isTotp) factor['is_totp'] = true;
    target['auth_factors'] = [factor];
    if (isTotp || factor_type.toLowerCase() === authFactor.toLowerCase()) facts.take(FACT.authFactor);
  }
  if (multiFactor !== undefined) target['is_mfa'] = multiFactor;
  facts.take(FACT.multiFactor);
}

export function logon(facts: Facts, target: Json): void {
  const { user, actor, application } = facts.event;
  const affected = affectedUser(facts);
  if (affected !== undefined) target['user'] = affected;
  target['service'] = { name: application ?? 'Mimecast' };
  facts.take(FACT.application, FACT.entityType);
  if (user === undefined || user === actor) facts.take(FACT.actor);
  else setActor(facts, target);
  setAuthentication(facts, target);
  setSource(facts, target);
}

export function account(facts: Facts, target: Json): void {
  const user = affectedUser(facts);
  if (user !== undefined) target['user'] = user;
  setActorAndSource(facts, target);
}

export function group(facts: Facts, target: Json, version: OcsfVersion): void {
  const { group: name, subgroup, user } = facts.event;
  if (name !== undefined) target['group'] = { name };
  if (subgroup !== undefined) target['subgroup'] = { name: subgroup };
  facts.take(FACT.group, FACT.subgroup);
  if (user !== undefined) {
    const member = affectedUser(facts);
    if (version === '1.8.0') target['user'] = member;
    else target['users'] = [member];
  }
  setActorAndSource(facts, target);
}

const POLICY = 5;

export function entity(facts: Facts, target: Json): void {
  const { event } = facts;
  const name = event.entity ?? event.action ?? event.origin.type;
  const isPolicy = event.entityType === 'policy';
  const object: Json = {
    name,
    type_id: isPolicy ? POLICY : OTHER,
    type: isPolicy ? 'Policy' : (event.entityType ?? 'other'),
  };
  if (isPolicy) object['policy'] = { name };
  facts.take(FACT.entity, FACT.entityType);
  target['entity'] = object;
  if (event.message !== undefined) target['comment'] = event.message;
  setActorAndSource(facts, target);
}

export function api(facts: Facts, target: Json): void {
  const { action, name, application, entity: object, entityType } = facts.event;
  const service = application === undefined ? {} : { service: { name: application } };
  target['api'] = { operation: action ?? name, ...service };
  facts.take(FACT.application, FACT.entity);
  if (object !== undefined && object !== action) {
    const resource: Json = { name: object };
    if (entityType !== undefined) resource['type'] = entityType;
    target['resources'] = [resource];
  }
  setActorAndSource(facts, target);
}

const EMAIL_ACCOUNT = 18;

export function inventory(facts: Facts, target: Json): void {
  const { user, userName, userDomain, userDisabled, group: member } = facts.event;
  const name = user ?? userName ?? 'unknown';
  const object = userOf(name, userName);
  if (userDomain !== undefined) object['domain'] = userDomain;
  if (member !== undefined) object['groups'] = [{ name: member }];
  const account: Json = { name, type_id: EMAIL_ACCOUNT, type: 'Email Account' };
  if (userDisabled !== undefined) account['is_disabled'] = userDisabled;
  object['account'] = account;
  target['user'] = object;
  facts.take(FACT.user, FACT.userName, FACT.userDomain, FACT.userDisabled, FACT.group);
}

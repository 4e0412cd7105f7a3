/** The attributes that each OCSF class adds to the base event. Each function takes the facts that it places. */
import type { OcsfVersion } from '../../../properties/values/format-options';
import type { Facts } from '../facts';
import type { ClassName } from './classes';
import { compliance, leak, threat } from './findings';
import { account, api, entity, group, inventory, logon } from './identity';
import { mail } from './mail';
import { setMalware, setPolicy } from './security';
import type { Json } from './values';

type SetAttributes = (facts: Facts, target: Json, version: OcsfVersion) => void;

/** The profile security_control is all that a Base Event has of its own. */
function base(facts: Facts, target: Json): void {
  setMalware(facts, target);
  setPolicy(facts, target);
}

export const ATTRIBUTES: Readonly<Record<ClassName, SetAttributes>> = {
  base,
  compliance,
  threat,
  leak,
  account,
  logon,
  entity,
  group,
  mail,
  user: inventory,
  api,
};

/** The renderer of each format. To add a format, add a line here. */
import type { FormatName } from '../../properties/values/format-options';
import { cef } from './cef';
import { ecs } from './ecs/render';
import { elastic } from './elastic';
import { hec } from './hec';
import { json } from './json';
import { leef } from './leef';
import { ocsf } from './ocsf/render';
import type { Renderer, Settings } from './renderer';
import { syslog } from './syslog';

export const RENDERERS: Readonly<Record<FormatName, (settings: Settings) => Renderer>> = {
  ocsf,
  ecs,
  cef,
  leef,
  syslog,
  hec,
  elastic,
  json,
};

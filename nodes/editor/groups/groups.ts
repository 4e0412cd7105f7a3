/**
 * Groups of rows in a dialog, the part `group` (forms/group.html) and the element below it. All are folded until a
 * person unfolds them, which the browser remembers for the type of the node.
 */
import { type NodeType, PROPERTIES } from '../../lib/properties';
import type { Prefix, Translate } from '../fields/fields';
import { summaryOf } from './group-summary';
import { rememberGroup, unfoldedGroups } from './unfolded-groups';

const ID_PREFIX = 'mimecast-group-';
const HEAD = `button[id^=${ID_PREFIX}][aria-controls]`;

const bodyOf = (head: Element): HTMLElement | null =>
  document.getElementById(head.getAttribute('aria-controls') ?? '');

function setExpanded(head: Element, isOpen: boolean): void {
  const body = bodyOf(head);
  head.setAttribute('aria-expanded', String(isOpen));
  const icon = head.querySelector('i');
  if (icon !== null) icon.className = `fa ${isOpen ? 'fa-caret-down' : 'fa-caret-right'}`;
  if (body !== null) body.style.display = isOpen ? '' : 'none';
}

/**
 * Shows what an element is in, so that its error can be seen: a folded group, or rows that another choice hides. That is
 * not remembered.
 */
export function reveal(element: Element): void {
  for (let one = element.parentElement; one !== null && one.tagName !== 'FORM'; one = one.parentElement) {
    const head = one.id === '' ? null : document.querySelector(`${HEAD}[aria-controls="${one.id}"]`);
    if (head !== null) setExpanded(head, true);
    else if (one.style.display === 'none') one.style.display = '';
  }
}

/** Initializes the groups of one dialog. Another dialog may be open below it. */
export function initGroups(type: NodeType, prefix: Prefix, translate: Translate): void {
  const form = document.getElementById(`${prefix}-name`)?.closest('form');
  const unfolded = unfoldedGroups(type);
  if (!form) return;
  for (const head of form.querySelectorAll<HTMLButtonElement>(HEAD)) {
    const body = bodyOf(head);
    const summary = head.querySelector('span');
    if (body === null || summary === null) continue;
    const name = body.id.slice(ID_PREFIX.length);
    const showSummary = (): void => {
      summary.textContent = summaryOf(body, { table: PROPERTIES[type], prefix }, translate);
    };
    setExpanded(head, unfolded.includes(name));
    head.addEventListener('click', () => {
      const isOpen = head.getAttribute('aria-expanded') !== 'true';
      setExpanded(head, isOpen);
      rememberGroup(type, name, isOpen);
    });
    // With jQuery, because Node-RED triggers jQuery events; native events arrive too.
    $(form).on('change input', showSummary);
    showSummary();
  }
}

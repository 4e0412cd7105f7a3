/** Rows of a dialog that look the same for every property of their kind. */

const words = (property) => property.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

/** Words that the catalogue has no line about stand for themselves. */
function option(word, section, catalogue) {
  return catalogue[section]?.[word] === undefined
    ? `<option value="${word}">${word}</option>`
    : `<option value="${word}" data-i18n="${section}.${word}"></option>`;
}

/**
 * `<!-- choice: framing fa-align-left -->`: a select of the words that the table of properties knows, with the text
 * field behind it that takes a variable (parts/choice.ts). A third word names the section of the catalogue.
 */
function choice(property, icon, section, { table, catalogue }) {
  const { choices } = table[property] ?? {};
  if (choices === undefined) throw new Error(`${property} is not one of a few words`);
  const id = `node-input-${property}`;
  const options = choices.map((word) => `        ${option(word, section ?? property, catalogue)}\n`).join('');
  return `<div class="form-row" id="${id}-row">
    <label for="${id}-choice"><i class="fa ${icon}"></i> <span data-i18n="label.${property}"></span></label>
    <select id="${id}-choice" style="width: 70%">
${options}        <option value="" data-i18n="choice.other"></option>
    </select>
    <input type="text" id="${id}" style="width: 70%; margin: 4px 0 0 105px" placeholder="\${${words(property)}}" data-i18n="[aria-label]label.${property}">
</div>`;
}

/** `<!-- flag: gzip fa-file-archive-o -->`: a tick with a line about it, and a switch to a variable (parts/flag.ts). */
function flag(property, icon) {
  const id = `node-input-${property}`;
  return `<div class="form-row" id="${id}-row">
    <label for="${id}"><i class="fa ${icon}"></i> <span data-i18n="label.${property}"></span></label>
    <input type="checkbox" id="${id}" placeholder="\${${words(property)}}">
    <label for="${id}" id="${id}-about" style="width: auto; max-width: 55%; vertical-align: middle" data-i18n="hint.${property}"></label>
    <button type="button" id="${id}-variable" class="red-ui-button red-ui-button-small" aria-pressed="false" data-i18n="[title]choice.other;[aria-label]choice.other" style="vertical-align: middle">\${&thinsp;}</button>
</div>`;
}

export const ROWS = { choice, flag };

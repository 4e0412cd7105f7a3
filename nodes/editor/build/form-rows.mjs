/** Form rows that are generated for every property of a kind. */

const variableName = (property) => property.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

/** Values without a text in the catalogue are shown as they are. */
function option(value, section, catalogue) {
  return catalogue[section]?.[value] === undefined
    ? `<option value="${value}">${value}</option>`
    : `<option value="${value}" data-i18n="${section}.${value}"></option>`;
}

/**
 * `<!-- choice: framing fa-align-left -->`: a select with the values of the property table, and a text field
 * that takes a variable (fields/select-field.ts). An optional third word names the section of the catalogue.
 */
function choice(property, icon, section, { table, catalogue }) {
  const { choices } = table[property] ?? {};
  if (choices === undefined) throw new Error(`${property} is not one of a few words`);
  const id = `node-input-${property}`;
  const options = choices
    .map((value) => `        ${option(value, section ?? property, catalogue)}\n`)
    .join('');
  return `<div class="form-row" id="${id}-row">
    <label for="${id}-choice"><i class="fa ${icon}"></i> <span data-i18n="label.${property}"></span></label>
    <select id="${id}-choice" style="width: 70%">
${options}        <option value="" data-i18n="choice.other"></option>
    </select>
    <input type="text" id="${id}" style="width: 70%; margin: 4px 0 0 105px" placeholder="\${${variableName(property)}}" data-i18n="[aria-label]label.${property}">
</div>`;
}

/**
 * `<!-- flag: gzip fa-file-archive-o -->`: a checkbox with a description, and a button that switches to a
 * variable (fields/checkbox-field.ts).
 */
function flag(property, icon) {
  const id = `node-input-${property}`;
  return `<div class="form-row" id="${id}-row">
    <label for="${id}"><i class="fa ${icon}"></i> <span data-i18n="label.${property}"></span></label>
    <input type="checkbox" id="${id}" placeholder="\${${variableName(property)}}">
    <label for="${id}" id="${id}-about" style="width: auto; max-width: 55%; vertical-align: middle" data-i18n="hint.${property}"></label>
    <button type="button" id="${id}-variable" class="red-ui-button red-ui-button-small" aria-pressed="false" data-i18n="[title]choice.other;[aria-label]choice.other" style="vertical-align: middle">\${&thinsp;}</button>
</div>`;
}

export const FORM_ROWS = { choice, flag };

/** A command as a person may paste it into a shell: what belongs together on a line of its own. */
export function shellText(groups: readonly (readonly string[])[]): string {
  return groups.map((group) => group.map(quoted).join(' ')).join(' \\\n  ');
}

function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

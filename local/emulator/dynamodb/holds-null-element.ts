/** Whether a list in a JSON text has a null element, which DynamoDB refuses. */
export function holdsNullElement(json: string): boolean {
  if (!json.includes('null')) return false;
  let found = false;
  try {
    JSON.parse(json, (_name, value: unknown) => {
      found ||= Array.isArray(value) && value.includes(null);
      return value;
    });
  } catch {
    // dynalite answers a body that is not JSON.
    return false;
  }
  return found;
}

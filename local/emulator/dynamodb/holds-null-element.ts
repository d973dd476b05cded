/** Whether any list in a JSON text has null for an element, which no list of DynamoDB's requests may have. */
export function holdsNullElement(json: string): boolean {
  if (!json.includes('null')) return false;
  let found = false;
  try {
    JSON.parse(json, (_name, value: unknown) => {
      found ||= Array.isArray(value) && value.includes(null);
      return value;
    });
  } catch {
    // What is no JSON is answered for by who parses it in earnest.
    return false;
  }
  return found;
}

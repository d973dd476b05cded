import { describe, expect, it } from '@jest/globals';
import { QueryParameters } from './query-parameters.ts';

describe('Query parameters', () => {
  it('decode a form: plus is a space, percent escapes are UTF-8, an equals sign in a value stays', () => {
    const parameters = QueryParameters.parse('Action=Publish&Message=a+%C3%A9%26b%3D1=2');
    expect(parameters.get('Message')).toBe('a é&b=1=2');
    expect(parameters.get('Subject')).toBeUndefined();
  });

  it('give a list in the order of its numbers, wherever its elements stand', () => {
    const parameters = QueryParameters.parse(
      'E.member.10.Id=ten&E.member.2.Id=two&E.member.2.Message=m&E.member.1.Id=one&E.memberx.1.Id=no&E.member.0.Id=no&E.member.x.Id=no',
    );
    const list = parameters.list('E.member');
    expect(list.map((element) => element.get('Id'))).toEqual(['one', 'two', 'ten']);
    expect(list[1]?.get('Message')).toBe('m');
  });

  it('give bare list elements under the empty name', () => {
    const [first] = QueryParameters.parse('TagKeys.member.1=a').list('TagKeys.member');
    expect(first?.get('')).toBe('a');
  });

  it('give lists inside lists', () => {
    const [entry] = QueryParameters.parse(
      'E.member.1.MessageAttributes.entry.1.Name=n&E.member.1.MessageAttributes.entry.1.Value.StringValue=v',
    ).list('E.member');
    const [attribute] = entry?.list('MessageAttributes.entry') ?? [];
    expect(attribute?.get('Value.StringValue')).toBe('v');
  });

  it('give a map, in which __proto__ is a name like any other', () => {
    const map = QueryParameters.parse(
      'A.entry.1.key=__proto__&A.entry.1.value=x&A.entry.2.key=k&A.entry.3.value=lost',
    ).map('A');
    expect([...map]).toEqual([
      ['__proto__', 'x'],
      ['k', ''],
    ]);
  });

  it('bound the length of a list', () => {
    const text = Array.from({ length: 150 }, (_, index) => `A.entry.${index + 1}.key=k${index}`).join('&');
    expect(QueryParameters.parse(text).map('A').size).toBe(100);
  });
});

import { describe, expect, it } from '@jest/globals';
import { Flattened, escapeXml, renderXml } from './xml.ts';

describe('XML of a Query reply', () => {
  it('escapes characters that would end or open an element', () => {
    expect(escapeXml(`<a href="x">&'\r\n\t</a>`)).toBe(
      `&lt;a href=&quot;x&quot;&gt;&amp;'&#xD;\n\t&lt;/a&gt;`,
    );
  });

  it('replaces characters that XML cannot carry, and keeps those beyond the basic plane', () => {
    expect(escapeXml('a\u0000b\u001Fc\uD800d\u{1F680}')).toBe('a\uFFFDb\uFFFDc\uFFFDd\u{1F680}');
  });

  it('nests objects, lists as members, maps as entries, and leaves out undefined values', () => {
    const xml = renderXml({
      Topics: [{ TopicArn: 'a&b' }, { TopicArn: 'c' }],
      Attributes: new Map([['<k>', 'v']]),
      NextToken: undefined,
      Count: 2,
      Fault: true,
    });
    expect(xml).toBe(
      '<Topics><member><TopicArn>a&amp;b</TopicArn></member><member><TopicArn>c</TopicArn></member></Topics>' +
        '<Attributes><entry><key>&lt;k&gt;</key><value>v</value></entry></Attributes><Count>2</Count><Fault>true</Fault>',
    );
  });

  it('repeats the name of a flattened list for each element', () => {
    const xml = renderXml({ QueueUrl: new Flattened(['a', 'b']), Message: new Flattened([{ Body: '<' }]) });
    expect(xml).toBe('<QueueUrl>a</QueueUrl><QueueUrl>b</QueueUrl><Message><Body>&lt;</Body></Message>');
    expect(renderXml({ QueueUrl: new Flattened([]) })).toBe('');
  });
});

import { describe, expect, it } from '@jest/globals';
import { markup } from './markup.ts';

describe('markup', () => {
  it('escapes whatever is put into it, in text and in attributes', () => {
    const evil = `</td><script>alert('1')</script>" onload="x&amp;`;
    expect(String(markup`<td title="${evil}">${evil}</td>`)).toBe(
      '<td title="&lt;/td&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot; onload=&quot;x&amp;amp;">' +
        '&lt;/td&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot; onload=&quot;x&amp;amp;</td>',
    );
  });

  it('takes markup as it is, alone and in lists, and numbers', () => {
    const items = ['<', 2].map((item) => markup`<li>${item}</li>`);
    expect(String(markup`<ul>${items}</ul>${['a>', markup`<b>`]}`)).toBe(
      '<ul><li>&lt;</li><li>2</li></ul>a&gt;<b>',
    );
  });
});

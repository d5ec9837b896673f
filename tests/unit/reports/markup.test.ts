import { describe, expect, it } from 'vitest';
import { markup, rawMarkup } from '#core/reports/markup.ts';

describe('markup', () => {
  it('escapes text for content and for attributes', () => {
    const name = `<script>"a" & 'b'</script>`;
    expect(markup`<p title="${name}">${name}</p>`.markup).toBe(
      '<p title="&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/script&gt;">' +
        '&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/script&gt;</p>',
    );
  });

  it('inserts markup, lists and nothing as they are', () => {
    const items = ['a', 'b'].map((text) => markup`<li>${text}</li>`);
    expect(markup`<ul>${items}${null}</ul>${rawMarkup('<hr>')}${3}`.markup).toBe(
      '<ul><li>a</li><li>b</li></ul><hr>3',
    );
  });

  it('replaces characters that neither HTML nor XML allows, and keeps line feeds', () => {
    expect(markup`${'a\u0000b\u0007\ud800c\u202ed\ne'}`.markup).toBe('a�b��c�d\ne');
  });
});

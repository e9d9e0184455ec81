-- one row per staged article with an HTML element left in its body, or in its title
-- only what cannot be a company code counts: of 11,000 Reuters texts, 2,097 hold codes in angle brackets, among them
-- <P>, <I>, <U>, <DD>, <NAV>, <PRE>, and names such as <Video Shopping Mall Inc>. So: an element's closing tag,
-- an opening tag with attribute="value" or a closing slash, a bare tag in lower case, a comment or a doctype; and
-- bare tags in upper case only where layout tags come three times over
with

suspects as (

    select article_id, source_uri, record_no, concat_ws(chr(10), title, body) as body

    from tonight.stage.articles

    where contains(body, '<') or contains(title, '<')

),

marked as (

    select
        article_id,
        source_uri,
        record_no,
        regexp_extract(
            body,
            '</(?i:a|abbr|address|area|article|aside|audio|b|base|bdi|bdo|big|blockquote|body|br|button|canvas'
            || '|caption|center|cite|code|col|colgroup|data|datalist|dd|del|details|dfn|dialog|dir|div|dl|dt|em|embed'
            || '|fieldset|figcaption|figure|font|footer|form|frame|frameset|h[1-6]|head|header|hgroup|hr|html|i|iframe'
            || '|img|input|ins|kbd|label|legend|li|link|main|map|mark|menu|meta|meter|nav|noframes|noscript|object|ol'
            || '|optgroup|option|output|p|param|picture|pre|progress|q|rp|rt|ruby|s|samp|script|search|section'
            || '|select|slot|small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|template'
            || '|textarea|tfoot|th|thead|time|title|tr|track|tt|u|ul|var|video|wbr)\s*>'
            || '|<(?i:a|abbr|area|article|aside|audio|b|base|blockquote|body|br|button|canvas|center|cite|code|col|dd'
            || '|details|div|dl|dt|em|embed|figcaption|figure|font|footer|form|frame|h[1-6]|head|header|hr|html|i|iframe'
            || '|img|input|label|li|link|main|map|meta|nav|object|ol|option|p|param|picture|pre|q|s|script|section'
            || '|select|small|source|span|strong|style|sub|sup|svg|table|tbody|td|textarea|th|thead|time|tr|u|ul'
            || '|var|video)(?:\s+[A-Za-z:-]+\s*=[^<>]*|\s*/)>'
            || '|<(?:a|abbr|aside|b|big|blockquote|body|br|center|cite|code|dd|del|div|dl|dt|em|figcaption|figure|font'
            || '|footer|h[1-6]|head|hr|html|i|iframe|img|li|nav|ol|p|pre|q|s|script|section|small|span|strike|strong'
            || '|style|sub|sup|table|tbody|td|th|thead|tr|tt|u|ul|wbr)>'
            || '|<!--|<!(?i:doctype)\s'
            || '|(?s:<(?:BR|P|HR|LI|TR|TD)>.*<(?:BR|P|HR|LI|TR|TD)>.*<(?:BR|P|HR|LI|TR|TD)>)'
        ) as markup

    from suspects

)

select article_id, source_uri, record_no, 'the first is ' || left(regexp_extract(markup, '^[^>]*>?'), 60) as detail

from marked

where markup <> ''

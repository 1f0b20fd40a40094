"""How the hosts of the made-up web lay out an article (web_pages.py), and what stands around it.

Five layouts after what is met on the web. In each, what is no part of the article is drawn anew with every `nonce`: slots
for adverts between the paragraphs and beside them, counters of views, shares and comments, "5 minutes ago", boxes of
related stories, lists of latest and most read headlines, prices in a ticker, comments, ids and nonces of scripts, versions
of style sheets, comments in the markup.
"""

import collections
import json
import random
from xml.sax.saxutils import escape

# `blocks`: [(element, text)]; `others`: [(path, headline)] of the site's other stories.
Story = collections.namedtuple("Story", "site title author published blocks others")

_GOODS = ["boat", "lawn mower", "pair of boots", "garden shed", "coffee grinder", "winter coat"]
_READERS = ["rivermouth", "Old Salt", "tram_fan_7", "Greta K.", "nightshift", "one from the quay"]
_OPINIONS = ["Finally somebody says it, and it took them long enough.", "I was there and it was nothing like that at all.",
             "Who pays for all of this in the end? We do, as always.", "Good reporting, thank you for staying with the story.",
             "They should have asked the people who live beside it before they began."]


class _Noise:
    """What differs from one request to the next."""

    def __init__(self, story, nonce):
        self.rng, self.story = random.Random("noise %s %s" % (nonce, story.title)), story

    def token(self):
        return "%016x" % self.rng.getrandbits(64)

    def count(self):
        return "{:,}".format(self.rng.choice((self.rng.randrange(2, 99), self.rng.randrange(100, 99999))))

    def ago(self):
        return self.rng.choice(("%d minutes ago" % self.rng.randrange(2, 59), "%d hours ago" % self.rng.randrange(2, 23),
                                "just now", "1 minute ago", "an hour ago"))

    def links(self, least, most):
        return self.rng.sample(self.story.others, min(len(self.story.others), self.rng.randrange(least, most + 1)))

    def advert(self):
        goods = self.rng.choice(_GOODS)
        return '<a href="https://ads.example/click/%s">%s</a>' % (self.token(), self.rng.choice((
            "Buy a %s today, only %s left" % (goods, self.count()),
            "%s for less: save %d%% now" % (goods.capitalize(), self.rng.randrange(5, 70)),
            "The %s that everybody talks about. Order it before Friday and pay nothing until spring." % goods)))

    def comments(self, row):
        return "".join(row % (self.rng.choice(_READERS), self.ago(), self.rng.choice(_OPINIONS))
                       for _ in range(self.rng.randrange(0, 5)))

    def ticker(self):
        return " ".join("<span>%s %.2f (%+.2f%%)</span>" % (name, self.rng.uniform(1, 9000), self.rng.uniform(-3, 3))
                        for name in ("Harbour 30", "Grain", "Copper", "Krone"))


def _paragraphs(story, noise, between):
    """The text, with `between()` after some of its paragraphs, not the same ones each time."""
    rows, last = [], len(story.blocks) - 1
    for at, (tag, words) in enumerate(story.blocks):
        rows.append("<%s>%s</%s>" % (tag, escape(words), tag))
        if tag == "p" and at < last and at > 0 and noise.rng.random() < 0.5:
            rows.append(between())
    return "\n".join(rows)


def _items(links, row='<li><a href="%s">%s</a></li>'):
    return "".join(row % (path, escape(title)) for path, title in links)


def _head(story, noise, more=""):
    return ('<!DOCTYPE html>\n<!-- served by web%d in %.4f s -->\n<html lang="en"><head><meta charset="utf-8"><title>%s</title>'
            '<meta property="og:type" content="article"><meta property="article:published_time" content="%s">'
            '<meta name="csrf-token" content="%s"><link rel="stylesheet" href="/style.css?v=%s">'
            '<script nonce="%s">window.session = "%s";</script>%s</head>'
            % (noise.rng.randrange(9), noise.rng.random(), escape(story.title), story.published, noise.token(), noise.token(),
               noise.token(), noise.token(), more))


def _plain(story, noise):
    """A sound page: article, byline, and the noise after it."""
    return (_head(story, noise) + '<body><nav><a href="/">Front page</a> <a href="/news/">News</a></nav>'
            '<main><article><h1>%s</h1><p class="byline">By %s</p>%s</article><div class="views">%s views</div>'
            '<div class="advert">%s</div><aside class="related"><h2>Related stories</h2><ul>%s</ul></aside></main>'
            '<footer>%s</footer></body></html>'
            % (escape(story.title), story.author, _paragraphs(story, noise, lambda: ""), noise.count(), noise.advert(),
               _items(noise.links(3, 3)), story.site))


def _marked_up(story, noise):
    """JSON-LD, adverts and pointers between the paragraphs, counters in the head of the article, comments below."""
    data = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": story.title, "datePublished": story.published,
            "dateModified": "2026-11-%02dT%02d:00:00Z" % (noise.rng.randrange(1, 28), noise.rng.randrange(24)),
            "author": {"@type": "Person", "name": story.author}, "publisher": {"@type": "Organization", "name": story.site},
            "commentCount": noise.rng.randrange(500)}

    def between():
        if noise.rng.random() < 0.5:
            return ('<div class="ad-slot" id="ad-%s"><span class="ad-label">Advertisement</span>%s</div>'
                    % (noise.token(), noise.advert()))
        return '<aside class="inline-related"><strong>Read also</strong> <ul>%s</ul></aside>' % _items(noise.links(1, 2))

    return (_head(story, noise, '<script type="application/ld+json">%s</script>' % json.dumps(data)) +
            '<body data-request="%s"><div class="ticker">%s</div>'
            '<header><nav><a href="/">Home</a><a href="/news/">News</a></nav></header>'
            '<main><article id="a%s"><header><h1>%s</h1><div class="meta"><span class="author">By %s</span> '
            '<time datetime="%s">%s</time> <span class="views">%s views</span> <span class="shares">%s shares</span> '
            '<a href="#comments">%s comments</a></div></header>\n%s\n</article>'
            '<section class="comments" id="comments"><h2>%s comments</h2>%s</section></main>'
            '<aside class="sidebar"><h3>Most read</h3><ol>%s</ol><h3>Latest</h3><ul>%s</ul></aside>'
            '<footer>&copy; 2026 %s. %s readers are online.</footer></body></html>'
            % (noise.token(), noise.ticker(), noise.token(), escape(story.title), story.author, story.published, noise.ago(),
               noise.count(), noise.count(), noise.count(), _paragraphs(story, noise, between), noise.count(),
               noise.comments('<div class="comment"><b>%s</b> <i>%s</i><p>%s</p></div>'), _items(noise.links(5, 5)),
               "".join('<li><time>%s</time> <a href="%s">%s</a></li>' % (noise.ago(), path, escape(title))
                       for path, title in noise.links(4, 8)), story.site, noise.count()))


def _soup(story, noise):
    """Elements without a meaning; class names tell nothing and differ with every build of the site."""
    def name():
        return "x%s" % noise.token()[:6]

    def between():
        if noise.rng.random() < 0.5:
            return '<div class="%s"><div class="%s">%s</div></div>' % (name(), name(), noise.advert())
        return ('<div class="%s"><div>More on this</div>%s</div>'
                % (name(), _items(noise.links(1, 3), '<div><a href="%s">%s</a></div>')))

    return (_head(story, noise) + '<body><div id="root"><div class="%s"><a href="/">Home</a><a href="/news/">News</a></div>'
            '<div class="%s"><div class="%s"><h1>%s</h1><div class="%s">%s</div>'
            '<div class="%s">Updated %s &middot; %s readers</div>'
            '<div class="%s">%s</div></div><div class="%s"><div>Latest headlines</div>%s</div></div></div>'
            '<script nonce="%s" src="/app.%s.js"></script></body></html>'
            % (name(), name(), name(), escape(story.title), name(), story.author, name(), noise.ago(), noise.count(), name(),
               _paragraphs(story, noise, between), name(),
               "".join('<div><a href="%s">%s</a> <span>%s</span></div>' % (path, escape(title), noise.ago())
                       for path, title in noise.links(6, 9)), noise.token(), noise.token()))


def _weblog(story, noise):
    """What the most common publishing system makes, with its widgets."""
    def between():
        return ('<div class="code-block code-block-%d"><ins class="adsbygoogle" data-ad-slot="%s">%s</ins></div>'
                % (noise.rng.randrange(1, 6), noise.token(), noise.advert()))

    return (_head(story, noise) + '<body class="single post-template-default"><div id="page" class="site">'
            '<header class="site-header"><a href="/">%s</a></header>'
            '<main id="main" class="site-main"><article class="post type-post hentry"><header class="entry-header">'
            '<h1 class="entry-title">%s</h1><div class="entry-meta">'
            '<span class="byline">by <a class="author" href="/author/">%s</a></span> '
            '<time class="entry-date" datetime="%s">%s</time> <span class="post-views">%s views</span></div></header>'
            '<div class="entry-content">\n%s\n<div class="sharedaddy"><h3>Share this:</h3>'
            '<ul><li><a href="/share">Share (%s)</a></li></ul></div>'
            '<div class="jp-relatedposts"><h3>Related</h3>%s</div></div></article>'
            '<div id="comments" class="comments-area"><h2>%s thoughts on this story</h2><ol class="comment-list">%s</ol></div></main>'
            '<div id="secondary" class="widget-area"><section class="widget"><h2>Recent posts</h2><ul>%s</ul></section>'
            '<section class="widget"><h2>Popular this week</h2><ul>%s</ul></section></div></div></body></html>'
            % (story.site, escape(story.title), story.author, story.published, noise.ago(), noise.count(),
               _paragraphs(story, noise, between), noise.count(),
               "".join('<div class="jp-relatedposts-post"><h4><a href="%s">%s</a></h4><p>%s</p></div>'
                       % (path, escape(title), noise.ago()) for path, title in noise.links(2, 3)), noise.count(),
               noise.comments('<li class="comment"><cite>%s</cite> <span>%s</span><p>%s</p></li>'), _items(noise.links(5, 5)),
               _items(noise.links(3, 6))))


def _tables(story, noise):
    """As pages were made when tables laid them out; lines break with the text."""
    def between():
        return '<table align="right"><tr><td>Advertisement<br>%s</td></tr></table>' % noise.advert()

    return (_head(story, noise) + '<body><table>'
            '<tr><td colspan="2"><a href="/">%s</a> | <a href="/news/">News</a> | You are visitor no. %s</td></tr>'
            '<tr><td valign="top"><h1>%s</h1><b>By %s</b> <i>%s</i>\n%s\n<p><small>Read %s times</small></p></td>'
            '<td valign="top" width="160"><b>Sponsored</b><br>%s<br><b>Top stories</b>%s</td></tr></table></body></html>'
            % (story.site, noise.count(), escape(story.title), story.author, noise.ago(),
               _paragraphs(story, noise, between), noise.count(), noise.advert(), _items(noise.links(4, 7), '<br><a href="%s">%s</a>')))


_LAYOUTS = (_plain, _marked_up, _soup, _weblog, _tables)
COUNT = len(_LAYOUTS)


def render(layout, story, nonce):
    """The page as text, with the noise of `nonce`."""
    return _LAYOUTS[layout % COUNT](story, _Noise(story, nonce))

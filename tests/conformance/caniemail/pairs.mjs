// Reads {"clients": [...], "pages": {name: html}} from standard input. Writes what the npm package `caniemail` makes of each page:
// the pairs "slug client" that it finds unsupported or partly supported, and the clients that it gave up on, with why. Besides, the
// newest verdict for each feature and client as it reads the data: the last one of its versions, sorted as strings.
import { readFileSync } from 'node:fs';
import { caniemail, rawData } from 'caniemail';

const { clients, pages } = JSON.parse(readFileSync(0, 'utf8'));
const slugs = new Map(rawData.data.map((feature) => [feature.title, feature.slug]));

const pairs = (html, some) => {
  const { issues } = caniemail({ clients: some, html });
  const found = [...issues.errors, ...issues.warnings];
  return new Set(found.flatMap(([client, all]) => all.map((issue) => `${slugs.get(issue.title)} ${client}`)));
};

const told = {};
for (const [name, html] of Object.entries(pages)) {
  const page = (told[name] = { pairs: [], gave_up: {} });
  try {
    page.pairs = [...pairs(html, clients)];
  } catch {
    for (const client of clients) {
      try {
        page.pairs.push(...pairs(html, [client]));
      } catch (error) {
        page.gave_up[client] = String(error.message).split('\n')[0];
      }
    }
  }
}

const newest = {};
for (const { slug, stats } of rawData.data) {
  for (const client of clients) {
    const [family, platform] = client.split('.');
    const verdicts = stats[family]?.[platform] ?? {};
    newest[`${slug} ${client}`] = (verdicts[Object.keys(verdicts).sort().at(-1)] ?? '').slice(0, 1);
  }
}
process.stdout.write(JSON.stringify({ date: rawData.last_update_date.slice(0, 10), told, newest }));

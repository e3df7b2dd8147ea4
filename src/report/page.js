// The page: draws views from the embedded records. No framework, no request, and no HTML made from data.
(() => {
  "use strict";
  const $ = (id) => document.getElementById(id);
  const D = JSON.parse($("gegevens").textContent);
  const main = $("inhoud"), live = $("live");
  // Columns of a row of D.documenten; src/report/html.rs writes them in this order.
  const [DOC, SCHOOL, TYPE, ID, PUPIL, CURRENT, FILE, STATUS, REASON, NOTE, READ, A4, A4OPP, WORDS, MEAN, WET, ADVIES, CONTROLE, SCORES, SURE, CODES, DATES, TO] = Array(23).keys();
  const LEVELS = ["wet", "advies", "controle"];
  const PAGE = 50, PRINT = 1000;
  let details = null;
  const detailOf = (at) => (details ??= JSON.parse($("details").textContent))[at];

  // ---- Building ----
  function set(node, props) {
    for (const [name, value] of Object.entries(props || {})) {
      if (value === undefined || value === null || value === false) continue;
      if (name === "text") node.textContent = value;
      else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else node.setAttribute(name, value === true ? "" : value);
    }
    return node;
  }
  function add(node, kids) {
    for (const kid of kids.flat(4)) if (kid !== null && kid !== undefined && kid !== false) node.append(kid);
    return node;
  }
  const h = (tag, props, ...kids) => add(set(document.createElement(tag), props), kids);
  const s = (tag, props, ...kids) => add(set(document.createElementNS("http://www.w3.org/2000/svg", tag), props), kids);
  const word = (value) => D.woorden[value] || value || "";
  const one = (n) => (n === null || n === undefined ? "" : n.toFixed(1).replace(".", ","));
  const many = (n, single, plural) => `${n.toLocaleString("nl-NL")} ${n === 1 ? single : plural}`;
  const opps = (n) => many(n, "OPP", "OPP's");
  const tag = (level) => h("span", { class: `tag ${level}`, text: word(level) });
  const part = (id) => (D.onderdelen[id] ? D.onderdelen[id].titel : id);
  const day = (date) => {
    const [y, m, d] = (date || "").split("-");
    if (!m) return date || "";
    if (m[0] === "W") return `week ${Number(m.slice(1))} van ${y}`;
    const month = D.maanden[Number(m) - 1];
    return d ? `${Number(d)} ${month} ${y}` : `${month} ${y}`;
  };
  const source = (text) => text.replace(/\bB1\.(\d+)/g, "Bijlage 1, punt $1").replace(/\bB2\.(\w+)/g, "Bijlage 2, rubriek $1").replace(/\bB2\b/g, "Bijlage 2").replace(/\bHR (?=\d)/g, "Handreiking, deel ").replace(/\bHR\b/g, "Handreiking");
  const link = (href, text, more) => h("a", { href, ...more }, text);
  const query = (values) => new URLSearchParams(Object.entries(values).filter(([, v]) => v)).toString();
  const documents = (values) => `#documenten?${query(values)}`;
  const scrolling = (label, table) => h("div", { class: "scroll", role: "region", "aria-label": label, tabindex: "0" }, table);
  const panel = (title, ...kids) => h("section", { class: "panel" }, title && h("h2", { text: title }), kids);

  function table(caption, heads, rows, more) {
    return scrolling(caption, h("table", more, h("caption", { text: caption }),
      h("thead", null, h("tr", null, heads.map((head) => (typeof head === "string" ? h("th", { scope: "col", text: head }) : head)))),
      h("tbody", null, rows)));
  }
  const num = (text, wide) => h("th", { scope: "col", class: wide ? "n wide" : "n", text });
  const cell = (text, cls) => h("td", { class: cls, text });

  /** A cell with a score or mean: always the number, never the colour alone. */
  function scoreCell(value, shown, title) {
    const step = Math.round(Number(value));
    if (step >= 1 && step <= 5) return h("td", { class: `sc s${step}`, text: shown, title });
    return h("td", { class: "sc na", title }, value === "h" ? "zelf" : value === "n" ? "nvt" : "–");
  }
  function meter(value, max, cls) {
    const width = max > 0 ? Math.max(value > 0 ? 1.5 : 0, (value / max) * 100) : 0;
    return h("td", { class: "meter", "aria-hidden": "true" }, s("svg", { viewBox: "0 0 100 12", preserveAspectRatio: "none" },
      s("rect", { class: "track", width: 100, height: 12 }), s("rect", { class: cls || "fill", width: width.toFixed(1), height: 12 })));
  }
  function distribution(counts) {
    const total = counts.reduce((a, b) => a + b, 0);
    let x = 0;
    const bars = counts.map((count, i) => {
      const width = total ? (count / total) * 200 : 0;
      const bar = width > 0 && s("rect", { class: `seg f${i + 1}`, x: x.toFixed(2), y: 1, width: width.toFixed(2), height: 14 });
      x += width;
      return bar;
    });
    return h("td", { class: "dist", "aria-hidden": "true" }, s("svg", { viewBox: "0 0 200 16", preserveAspectRatio: "none" }, bars));
  }
  const scale = () => h("ul", { class: "scale", "aria-label": "Kleuren van de scores" },
    [1, 2, 3, 4, 5].map((n) => h("li", null, h("i", { class: `s${n}` }), n === 1 ? "1 (veel te winnen)" : n === 5 ? "5 (sterk)" : String(n))));

  // ---- Views ----
  function overview() {
    const a = D.samen, c = D.run.aantallen;
    const not = [["leeg_format", c.leeg_format], ["geen_opp", c.geen_opp], ["niet_leesbaar", c.niet_leesbaar]].filter(([, n]) => n);
    const card = (value, text, href) => h("li", null, h("b", { text: value }), h("span", null, href ? link(href, text) : text));
    const out = [
      h("h1", { tabindex: "-1", text: "Overzicht" }),
      h("ul", { class: "cards" },
        card(c.gevonden.toLocaleString("nl-NL"), c.gevonden === 1 ? "bestand gevonden" : "bestanden gevonden", "#documenten"),
        card(a.beoordeeld.toLocaleString("nl-NL"), "OPP's die meetellen", documents({ status: "telt" })),
        card(a.gemiddelde === null ? "–" : one(a.gemiddelde), "gemiddelde score, van 5"),
        card(a.a4_mediaan === null ? "–" : one(a.a4_mediaan), "A4 lang is het middelste OPP"),
        LEVELS.map((level) => card(a[level].toLocaleString("nl-NL"), `bevindingen '${word(level).toLowerCase()}'`, documents({ niveau: level })))),
      not.length > 0 && h("p", { class: "note" }, "Niet als OPP beoordeeld: ", not.map(([status, n], i) => [i ? ", " : "", link(documents({ status }), `${n} ${word(status)}`)]), "."),
      c.zonder_document > 0 && h("p", { class: "note", text: `Voor ${many(c.zonder_document, "leerling", "leerlingen")} op de leerlingenlijst is geen document gevonden: zie zonder_document.csv.` }),
      panel("Wat opvalt", h("ul", { class: "stand" }, D.opvallend.map((p) => h("li", null, p.zin, p.code && [" ", link(documents({ code: p.code }), "Bekijk welke", { "aria-label": `Bekijk welke OPP's: ${D.codes[p.code] ? D.codes[p.code].titel : p.code}` })])))),
    ];
    if (a.beoordeeld) {
      out.push(items(a), h("div", { class: "grid" }, frequent(a), firstThings(null)), h("div", { class: "grid" }, volume(), lengths()));
    }
    return out;
  }

  function items(a, compare) {
    const shown = D.punten.map((item, i) => [item, i]).filter(([item, i]) => item.punt !== "15" || a.punten[i] !== null);
    const rows = shown.map(([item, i]) => h("tr", null,
      h("th", { scope: "row" }, `${item.punt} ${item.titel}`),
      scoreCell(a.punten[i] ?? "", one(a.punten[i])),
      compare ? cell(one(compare.punten[i]), "n") : distribution(D.verdeling[i]),
      !compare && D.verdeling[i].map((n) => cell(n.toLocaleString("nl-NL"), "n wide"))));
    const heads = ["Punt", h("th", { scope: "col", class: "sc", text: "Gem." }), compare ? num("Alle scholen") : h("th", { scope: "col", text: "Verdeling" })];
    if (!compare) for (let n = 1; n <= 5; n++) heads.push(num(`score ${n}`, true));
    return panel("Scores per punt",
      h("p", { class: "note" }, "Gemiddelde van 1 (laag) tot 5 (hoog). Een score zegt iets over het document, niet over de hulp zelf. ", link("#uitleg", "Wat de punten betekenen")),
      scale(), table(compare ? "Gemiddelde per punt, naast alle scholen" : "Gemiddelde en verdeling per punt", heads, rows));
  }

  function frequent(a, school) {
    const top = a.codes.slice(0, 8);
    return panel("Het vaakst gevonden",
      table("Bevindingen op de meeste OPP's", ["Bevinding", "Niveau", num("OPP's"), h("th", { scope: "col" }, h("span", { class: "sr", text: "Staaf" }))],
        top.map((c) => h("tr", null, h("th", { scope: "row" }, link(documents({ code: c.code, school }), D.codes[c.code] ? D.codes[c.code].titel : c.code)),
          h("td", null, tag(c.niveau)), cell(c.documenten.toLocaleString("nl-NL"), "n"), meter(c.documenten, a.beoordeeld)))),
      h("p", null, link("#bevindingen", "Alle bevindingen, met uitleg en advies")));
  }

  function firstThings(school) {
    const list = D.aandacht.filter((x) => school === null || D.documenten[x.i][SCHOOL] === school);
    const shown = list.slice(0, 8);
    return panel("Eerst bekijken",
      list.length === 0 ? h("p", { class: "empty", text: "Geen evaluatiedatum is voorbij, en overal is instemming gevonden." }) : [
        table("OPP's die eerst aandacht vragen", ["Document", "Waarom", "Datum"], shown.map((x) => h("tr", null,
          h("th", { scope: "row", class: "path" }, docLink(x.i)), cell(x.waarom), cell(day(x.wanneer) || "–")))),
        list.length > shown.length && h("p", { class: "note", text: `En nog ${list.length - shown.length}. Sorteer bij Documenten op 'Wet' om ze te zien.` })]);
  }

  function volume(parts) {
    const v = parts || D.omvang;
    const max = Math.max(...v.delen.map((p) => p.a4), 0);
    return panel("Waar zit de tekst?",
      h("p", { class: "note", text: v.weg >= 0.5 ? `Ongeveer ${one(v.weg)} van ${v.a4.toLocaleString("nl-NL")} A4 hoort niet in een OPP en kan naar het dossier.` : "Bijna alle tekst hoort in een OPP." }),
      table("A4 en woorden per onderdeel", ["Onderdeel", num("A4"), num("Woorden", true), h("th", { scope: "col" }, h("span", { class: "sr", text: "Staaf" })), "Hoort in OPP"],
        v.delen.slice(0, 14).map((p) => h("tr", null, h("th", { scope: "row", text: part(p.onderdeel) }), cell(one(p.a4), "n"),
          cell(p.woorden.toLocaleString("nl-NL"), "n wide"), meter(p.a4, max, p.weg ? "over" : "fill"), cell(p.weg ? "nee, dossier" : "ja")))));
  }

  function lengths() {
    const counts = Array(13).fill(0);
    for (const d of D.documenten) if (counted(d)) { const n = d[A4OPP] ?? d[A4]; if (n) counts[Math.min(n, 13) - 1] += 1; }
    const names = counts.map((_, i) => (i === 12 ? "13 en meer" : String(i + 1)));
    const max = Math.max(...counts, 1);
    const chart = s("svg", { viewBox: "0 0 390 140", role: "img", "aria-label": "Aantal OPP's per lengte in A4; de tabel eronder geeft dezelfde getallen" },
      counts.map((n, i) => {
        const height = (n / max) * 95;
        return s("g", null, s("rect", { class: i < 5 ? "fill" : "over", x: i * 30 + 4, y: 118 - height, width: 22, height: height.toFixed(1) }),
          n > 0 && s("text", { x: i * 30 + 15, y: 113 - height, "text-anchor": "middle" }, n), s("text", { x: i * 30 + 15, y: 134, "text-anchor": "middle" }, i === 12 ? "13+" : i + 1));
      }));
    return panel("Hoe lang zijn de OPP's?",
      h("p", { class: "note", text: "In A4, zonder bijlagen. Twee tot vijf A4 is genoeg." }), chart,
      h("details", null, h("summary", { text: "Als tabel" }), table("Aantal OPP's per lengte", ["A4", num("OPP's")], names.map((name, i) => h("tr", null, h("th", { scope: "row", text: name }), cell(counts[i], "n"))))));
  }

  const counted = (d) => d[STATUS] === "beoordeeld" && d[CURRENT] !== "nee";
  const docKey = (at) => D.documenten[at][ID] || `nr-${at}`;
  function docLink(at) {
    const path = D.documenten[at][DOC], cut = path.lastIndexOf("/") + 1;
    const folder = path.slice(0, cut), school = `${D.scholen[D.documenten[at][SCHOOL]]?.school}/`;
    const shown = folder.startsWith(school) ? folder.slice(school.length) : folder;
    return [link(`#document/${encodeURIComponent(docKey(at))}`, path.slice(cut) || path), shown && h("small", { text: shown })];
  }

  // ---- Tables that sort ----
  function sortable(columns, rows, state, draw) {
    const compare = (key, dir) => (x, y) => {
      const a = key(x), b = key(y);
      if (a === b) return 0;
      if (a === null || a === undefined || a === "") return 1;
      if (b === null || b === undefined || b === "") return -1;
      return (typeof a === "number" ? a - b : collator.compare(a, b)) * dir;
    };
    const heads = columns.map((column) => h("th", { scope: "col", class: column.cls, title: column.title, "aria-sort": state.sort === column.id ? (state.dir > 0 ? "ascending" : "descending") : null },
      h("button", { type: "button", onclick: () => { state.dir = state.sort === column.id ? -state.dir : column.first || 1; state.sort = column.id; draw(true); } }, column.label, column.title && h("span", { class: "sr", text: ` ${column.title}` }))));
    const chosen = columns.find((column) => column.id === state.sort);
    const sorted = chosen ? [...rows].sort(compare(chosen.key, state.dir)) : rows;
    return { heads, sorted };
  }
  const itemColumns = (key, cls) => D.punten.map((item, i) => ({ id: `p${item.punt}`, label: item.punt, title: item.titel, cls: `sc ${cls || ""}`, key: (x) => key(x, i) }));

  const schoolState = { sort: "school", dir: 1 };
  function schools() {
    const holder = h("div");
    const columns = [
      { id: "school", label: "School", key: (x) => x.school }, { id: "type", label: "Soort", key: (x) => x.schooltype, cls: "wide" },
      { id: "n", label: "OPP's", cls: "n", key: (x) => x.beoordeeld, first: -1 }, { id: "not", label: "Niet beoordeeld", cls: "n wide", key: (x) => x.niet_beoordeeld, first: -1 },
      { id: "a4", label: "A4", cls: "n", title: "middelste lengte in A4", key: (x) => x.a4_mediaan, first: -1 }, { id: "mean", label: "Gem.", cls: "n", title: "gemiddelde score", key: (x) => x.gemiddelde },
      ...LEVELS.map((level) => ({ id: level, label: word(level), cls: level === "wet" ? "n" : "n wide", key: (x) => x[level], first: -1 })), ...itemColumns((x, i) => x.punten[i], "wide")];
    const draw = (again) => {
      const { heads, sorted } = sortable(columns, D.scholen, schoolState, draw);
      const at = again ? document.activeElement?.textContent : null;
      holder.replaceChildren(table("Scholen: lengte, score en bevindingen", heads, sorted.map((x) => h("tr", null,
        h("th", { scope: "row", class: "path" }, link(`#school/${D.scholen.indexOf(x)}`, x.school || "(geen naam)")), cell(x.schooltype, "wide"), cell(x.beoordeeld, "n"), cell(x.niet_beoordeeld, "n wide"),
        cell(one(x.a4_mediaan), "n"), cell(one(x.gemiddelde), "n"), LEVELS.map((level) => cell(x[level], level === "wet" ? "n" : "n wide")), x.punten.map((p, i) => set(scoreCell(p ?? "", one(p)), { class: `sc wide ${p ? `s${Math.round(p)}` : "na"}`, title: D.punten[i].titel }))))));
      if (at) [...holder.querySelectorAll("th button")].find((b) => b.textContent === at)?.focus();
    };
    draw();
    return [h("h1", { tabindex: "-1", text: "Scholen" }),
      h("p", { class: "lead", text: "Dit is geen ranglijst. Scholen verschillen in leerlingen, in formulieren en in het aantal OPP's; een gemiddelde van een paar OPP's zegt weinig." }),
      h("section", { class: "panel" }, scale(), holder)];
  }

  function school(at) {
    const x = D.scholen[at];
    if (!x) return missing();
    const fact = (name, value) => [h("div", null, h("dt", { text: name }), h("dd", { text: value }))];
    const own = D.spiegel.filter((row) => row.school === x.school);
    return [h("p", { class: "back" }, link("#scholen", "← Alle scholen")), h("h1", { tabindex: "-1", text: x.school || "(geen naam)" }),
      panel(null, h("dl", { class: "facts" }, fact("Soort", x.schooltype), x.bestuur && fact("Bestuur", x.bestuur), fact("OPP's die meetellen", String(x.beoordeeld)), fact("Niet beoordeeld", String(x.niet_beoordeeld)),
        fact("Middelste lengte", x.a4_mediaan === null ? "–" : `${one(x.a4_mediaan)} A4`), fact("Gemiddelde score", one(x.gemiddelde) || "–"), LEVELS.map((level) => fact(word(level), String(x[level]))))),
      h("p", null, link(documents({ school: String(at) }), `Bekijk de documenten van ${x.school || "deze school"}`, { class: "btn" })),
      h("div", { class: "grid" }, frequent(x, String(at)), firstThings(at)), items(x, D.samen), own.length > 0 && mirrorPanel(own, "Spiegel van deze school")];
  }

  // ---- Documents ----
  const listState = { sort: "document", dir: 1, page: 0, zoek: "", school: "", soort: "", status: "", code: "", niveau: "" };
  const hay = D.documenten.map((d) => [d[DOC], D.scholen[d[SCHOOL]]?.school, d[PUPIL], d[TYPE], d[FILE], d[TO].join(" "), d[CODES].map((c) => `${D.volgorde[c]} ${D.codes[D.volgorde[c]]?.titel || ""}`).join(" ")].join("\n").toLowerCase());
  function matching() {
    const words = listState.zoek.toLowerCase().split(/\s+/).filter(Boolean);
    const code = listState.code ? D.volgorde.indexOf(listState.code) : -1;
    const found = [];
    for (let at = 0; at < D.documenten.length; at++) {
      const d = D.documenten[at];
      if (listState.school !== "" && d[SCHOOL] !== Number(listState.school)) continue;
      if (listState.soort && d[TYPE] !== listState.soort) continue;
      if (listState.status && (listState.status === "telt" ? !counted(d) : d[STATUS] !== listState.status)) continue;
      if (listState.code && !d[CODES].includes(code)) continue;
      if (listState.niveau && !d[{ wet: WET, advies: ADVIES, controle: CONTROLE }[listState.niveau]]) continue;
      if (words.length && !words.every((w) => hay[at].includes(w))) continue;
      found.push(at);
    }
    return found;
  }
  const kinds = [...new Set(D.documenten.map((d) => d[TYPE]))].sort();
  const collator = new Intl.Collator("nl", { numeric: true });
  let printing = false, redraw = null;
  function list() {
    const holder = h("div"), count = h("p", { id: "aantal" }), pager = h("div", { class: "pager" });
    const columns = [
      // Documents and schools come in order of name, so that their numbers sort as their names do, and much faster.
      { id: "document", label: "Document", key: (at) => at }, { id: "school", label: "School", cls: "wide", key: (at) => D.documenten[at][SCHOOL] },
      { id: "type", label: "Soort", cls: "wide", key: (at) => kinds.indexOf(D.documenten[at][TYPE]) }, { id: "a4", label: "A4", cls: "n", key: (at) => D.documenten[at][A4OPP] ?? D.documenten[at][A4], first: -1 },
      { id: "mean", label: "Gem.", cls: "n", title: "gemiddelde score", key: (at) => D.documenten[at][MEAN] },
      ...[["wet", WET], ["advies", ADVIES], ["controle", CONTROLE]].map(([level, col]) => ({ id: level, label: word(level), cls: level === "wet" ? "n" : "n wide", key: (at) => D.documenten[at][col], first: -1 })),
      ...itemColumns((at, i) => Number(D.documenten[at][SCORES][i]) || null, "wide")];
    function draw(stay, quiet) {
      const found = matching();
      const { heads, sorted } = sortable(columns, found, listState, draw);
      const pages = Math.max(1, Math.ceil(sorted.length / PAGE));
      listState.page = Math.min(listState.page, pages - 1);
      const from = printing ? 0 : listState.page * PAGE, to = printing ? PRINT : from + PAGE;
      const focus = stay === true && document.activeElement?.closest("th") ? document.activeElement.textContent : null;
      const rows = sorted.slice(from, to).map(row);
      holder.replaceChildren(table("Documenten: lengte, score en bevindingen", heads, rows));
      if (focus) [...holder.querySelectorAll("th button")].find((b) => b.textContent === focus)?.focus();
      count.textContent = found.length === D.documenten.length ? many(found.length, "document", "documenten") : `${found.length.toLocaleString("nl-NL")} van ${many(D.documenten.length, "document", "documenten")}`;
      if (!quiet) live.textContent = count.textContent;
      if (found.length === 0) holder.replaceChildren(h("p", { class: "empty", text: "Geen document past bij deze keuze. Wis een filter om weer meer te zien." }));
      pager.replaceChildren(...(pages > 1 ? [
        h("button", { type: "button", class: "btn", disabled: listState.page === 0, onclick: () => turn(-1) }, "Vorige"),
        h("span", { text: `Bladzijde ${listState.page + 1} van ${pages}` }),
        h("button", { type: "button", class: "btn", disabled: listState.page >= pages - 1, onclick: () => turn(1) }, "Volgende")] : []));
      const { sort, dir, page, ...chosen } = listState;
      const hash = `#documenten?${query({ ...chosen, sort: sort === "document" && dir > 0 ? "" : `${dir < 0 ? "-" : ""}${sort}`, p: page ? String(page + 1) : "" })}`.replace(/\?$/, "");
      if (location.hash !== hash && !printing) history.replaceState(null, "", hash);
    }
    const turn = (by) => { listState.page += by; draw(); count.scrollIntoView({ block: "nearest" }); (pager.querySelectorAll(".btn:not(:disabled)")[by > 0 ? pager.querySelectorAll(".btn:not(:disabled)").length - 1 : 0])?.focus(); };
    const row = (at) => {
      const d = D.documenten[at];
      const notes = [d[STATUS] !== "beoordeeld" && word(d[STATUS]), d[CURRENT] === "nee" && "oudere versie", d[READ] === "deels" && "deels gelezen"].filter(Boolean).join(", ");
      return h("tr", null, h("th", { scope: "row", class: "path" }, docLink(at), notes && h("small", { text: notes })), cell(D.scholen[d[SCHOOL]]?.school || "", "wide"), cell(d[TYPE], "wide"), cell(d[A4OPP] ?? d[A4] ?? "", "n"), cell(one(d[MEAN]), "n"),
        [WET, ADVIES, CONTROLE].map((col) => cell(d[STATUS] === "beoordeeld" || d[STATUS] === "leeg_format" ? d[col] : "", col === WET ? "n" : "n wide")),
        [...d[SCORES]].map((c, i) => { const td = scoreCell(c, c, `${D.punten[i].punt} ${D.punten[i].titel}`); td.classList.add("wide"); return td; }));
    };
    const change = (name) => (event) => { listState[name] = event.target.value; listState.page = 0; draw(); };
    const option = ([value, text], chosen) => { const o = h("option", { value, text }); o.selected = value === chosen; return o; };
    const select = (name, label, options) => h("div", null, h("label", { for: `f-${name}`, text: label }), h("select", { id: `f-${name}`, onchange: change(name) }, [["", "Alle"], ...options].map((o) => option(o, listState[name]))));
    const search = h("input", { type: "search", id: "f-zoek", autocomplete: "off", spellcheck: "false", placeholder: "bestand, school of bevinding", oninput: change("zoek") });
    search.value = listState.zoek;
    const statuses = [["telt", "telt mee"], ...[...new Set(D.documenten.map((d) => d[STATUS]))].map((v) => [v, word(v)])];
    const codes = D.samen.codes.map((c) => [c.code, `${D.codes[c.code] ? D.codes[c.code].titel : c.code} (${c.documenten})`]);
    if (listState.code && !codes.some(([c]) => c === listState.code)) codes.push([listState.code, D.codes[listState.code]?.titel || listState.code]);
    const filters = h("form", { class: "filters", role: "search", "aria-label": "Documenten zoeken", onsubmit: (e) => e.preventDefault() },
      h("div", null, h("label", { for: "f-zoek", text: "Zoeken" }), search), select("school", "School", D.scholen.map((x, i) => [String(i), x.school || "(geen naam)"])), select("soort", "Soort school", kinds.map((t) => [t, t])),
      select("code", "Bevinding", codes), select("status", "Status", statuses));
    const clear = h("button", { type: "button", class: "btn", onclick: () => { Object.assign(listState, { zoek: "", school: "", soort: "", status: "", code: "", niveau: "", page: 0 }); show(); $("f-zoek")?.focus(); } }, "Wis filters");
    redraw = () => draw(false, true);
    draw(false, true);
    return [h("h1", { tabindex: "-1", text: "Documenten" }), h("section", { class: "panel" }, filters,
      h("div", { class: "row" }, count, listState.niveau && h("p", { class: "note" }, "Alleen met niveau ", tag(listState.niveau)), clear), scale(), holder, pager)];
  }

  // ---- One document ----
  function one_document(key) {
    const at = D.documenten.findIndex((d, i) => docKey(i) === key);
    if (at < 0) return missing();
    const d = D.documenten[at], x = detailOf(at), path = d[DOC], T = D.teksten;
    const fact = (name, value) => value !== null && value !== undefined && value !== "" && h("div", null, h("dt", { text: name }), h("dd", { text: value }));
    const names = ["Begin", "Tussenmoment", "Evaluatie", "Instemming", "Vaststelling", "Plaatsing", "Einde"];
    const order = matching(), here = order.indexOf(at);
    const beside = (to, text) => to !== undefined && link(`#document/${encodeURIComponent(docKey(to))}`, text, { class: "btn" });
    const out = [h("div", { class: "row back" }, h("p", null, link(`#documenten?${query({ zoek: listState.zoek, school: listState.school, soort: listState.soort, status: listState.status, code: listState.code, niveau: listState.niveau })}`, "← Terug naar de lijst")),
      here >= 0 && order.length > 1 && h("p", null, beside(order[here - 1], "Vorig document"), " ", beside(order[here + 1], "Volgend document"))),
    h("h1", { tabindex: "-1", class: "path", text: path.slice(path.lastIndexOf("/") + 1) }),
    panel(null, h("dl", { class: "facts" }, fact("School", D.scholen[d[SCHOOL]]?.school), fact("Soort", d[TYPE]), fact("Status", word(d[STATUS])), fact("Leerling", d[PUPIL]), fact("Versie", d[CURRENT] === "nee" ? "oudere versie, kopie of afgesloten" : d[CURRENT] === "ja" ? "de nieuwste" : ""),
      fact("Lengte", d[A4OPP] === null ? "" : d[A4] !== d[A4OPP] ? `${d[A4OPP]} A4 (met bijlagen ${d[A4]})` : `${d[A4OPP]} A4`), fact("Woorden", d[WORDS] === null ? "" : d[WORDS].toLocaleString("nl-NL")), fact("Uitstroom", d[TO].join(", ")), fact("Gemiddelde score", one(d[MEAN])),
      names.map((name, i) => fact(name, day(d[DATES][i]))), fact("Map", path.slice(0, path.lastIndexOf("/") + 1)))),
    (d[REASON] || d[NOTE] >= 0) && panel("Over dit bestand", d[REASON] && h("p", { text: `Reden: ${word(d[REASON])}.` }), d[NOTE] >= 0 && h("p", { text: T[d[NOTE]] })),
    x.m.length > 0 && panel("Niet alles kon gelezen worden", h("ul", null, x.m.map(([kind, place]) => h("li", { text: [word(T[kind]).replaceAll("_", " "), place >= 0 && T[place]].filter(Boolean).join(": ") })))),
    ];
    if (d[STATUS] === "beoordeeld" || d[STATUS] === "leeg_format") out.push(strong(d), findingsOf(d, x), scoresOf(d, x), partsOf(x));
    return out;
  }
  function strong(d) {
    const good = D.punten.filter((item, i) => Number(d[SCORES][i]) >= 4 && item.punt !== "11");
    return good.length > 0 && panel("Dit gaat al goed", h("ul", { class: "cols" }, good.map((item) => h("li", { text: `${item.punt} ${item.titel}: ${item.treden[Number(d[SCORES][D.punten.indexOf(item)]) - 1] || "sterk"}` }))));
  }
  function findingsOf(d, x) {
    const T = D.teksten, groups = new Map();
    for (const f of x.b) {
      const key = `${f[0]}|${f[1]}|${f[10] ? 1 : 0}`;
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(f);
    }
    const placed = (f) => f[6] >= 0 && T[f[6]] !== "hele document";
    const weight = { hoog: 0, midden: 1, laag: 2 };
    const sorted = [...groups.values()].sort((a, b) => (a[0][10] ? 1 : 0) - (b[0][10] ? 1 : 0) || LEVELS.indexOf(a[0][1]) - LEVELS.indexOf(b[0][1]) || weight[a[0][2]] - weight[b[0][2]]);
    const open = x.b.filter((f) => !f[10] || f[10] === "klopt").length;
    if (!sorted.length) return panel("Bevindingen", h("p", { class: "empty", text: "Er zijn geen bevindingen in dit document." }));
    return panel(`Bevindingen (${open})`, sorted.map((group) => {
      const first = group[0], code = D.volgorde[first[0]], entry = D.codes[code] || { titel: code };
      const texts = [...new Set(group.map((f) => f[8]))], advice = [...new Set(group.map((f) => f[9]))];
      return h("article", { class: "finding" },
        h("h3", null, entry.titel, tag(first[1]), h("span", { class: "code", text: `${code}${group.length > 1 ? ` · ${group.length} keer` : ""}${first[10] === "klopt_niet" ? " · klopt niet volgens beoordelaar, telt niet mee" : first[10] === "afgehandeld" ? " · afgehandeld, telt niet mee" : ""}` })),
        texts.map((t) => h("p", { text: T[t] })),
        !group.some((f) => f[7]) ? group.some(placed) && h("p", { class: "note", text: `Plaats: ${[...new Set(group.filter(placed).map((f) => T[f[6]]))].join("; ")}.` }) : h("ul", { class: "spots" }, group.filter((f) => f[6] >= 0 || f[7]).map((f) => h("li", null, f[6] >= 0 && h("small", { text: `${T[f[6]]} ` }), f[7] && h("q", { text: f[7] }), f[5] && h("small", { text: ` ${part(f[5])}` })))),
        advice.map((t) => h("p", { class: "todo" }, h("strong", { text: "Wat te doen: " }), T[t])),
        entry.voorbeeld && h("details", null, h("summary", { text: "Zo kan het" }), h("p", { class: "example", text: entry.voorbeeld })),
        h("p", { class: "note", text: `Zekerheid: ${first[3]}. Bron: ${source(first[11] >= 0 ? T[first[11]] : entry.bron || "oppkeur")}.` }));
    }));
  }
  function scoresOf(d, x) {
    const T = D.teksten, sure = { h: "hoog", m: "midden", l: "laag" };
    return panel("Scores en de volgende stap", D.punten.map((item, i) => {
      const c = d[SCORES][i], n = Number(c) || 0, [why, places] = x.s[i] || [-1, []];
      if (c === " ") return null;
      return h("div", { class: "score" }, h("span", { class: n ? `chip s${n}` : "chip na", text: n || (c === "h" ? "zelf kijken" : "n.v.t.") }),
        h("h3", { text: `${item.punt} ${item.titel}` }),
        h("div", null, h("p", { text: [why >= 0 && T[why], places.length > 0 && `(${places.map((p) => T[p]).join(", ")})`].filter(Boolean).join(" ") || item.vraag }),
          n > 0 && n < 5 && item.treden.length > 0 && h("p", { class: "note" }, h("strong", { text: `Volgende stap (${n + 1}): ` }), item.treden[n]),
          item.treden.length > 0 && h("details", null, h("summary", null, "De ladder en een voorbeeld", h("span", { class: "sr", text: ` van punt ${item.punt}` })),
            h("ol", { class: "ladder" }, item.treden.map((text, r) => h("li", { class: n === r + 1 ? "here" : n && n === r ? "next" : null }, h("b", { class: `s${r + 1}`, text: r + 1 }), text, h("em", { text: n === r + 1 ? "hier sta je" : n && n === r ? "volgende stap" : "" })))),
            n > 0 && n < 5 && item.advies && h("p", { class: "todo", text: item.advies }), item.voorbeeld && h("p", { class: "example", text: `Zo kan het: ${item.voorbeeld}` })),
          n > 0 && SURE && d[SURE][i] !== "h" && h("p", { class: "note", text: `Zekerheid: ${sure[d[SURE][i]] || "onbekend"}.` })));
    }));
  }
  function partsOf(x) {
    const T = D.teksten;
    return panel("Onderdelen", table("Wat in dit document gevonden is", ["Onderdeel", "Gevraagd door", "Status", h("th", { scope: "col", class: "wide", text: "Plaats" }), num("Woorden", true)], x.o.map(([id, asked, status, head, place, , words]) => h("tr", null,
      h("th", { scope: "row", text: part(id) }), cell({ wet: "de wet", format: "het format", nee: "–", niet_te_bepalen: "niet te bepalen" }[asked] || asked), cell(word(status)),
      cell([place >= 0 && T[place], head >= 0 && `'${T[head]}'`].filter(Boolean).join(" "), "wide"), cell(words || "", "n wide")))));
  }

  // ---- Findings, forms, mirror, comparison, explanation ----
  function findings() {
    return [h("h1", { tabindex: "-1", text: "Bevindingen" }), h("p", { class: "lead", text: "Begin bij 'wet', met de bevinding die de meeste OPP's raakt. 'Niet gevonden' betekent: niet in dit document. Het kan ergens anders staan of liggen." }),
      LEVELS.map((level) => {
        const codes = D.samen.codes.filter((c) => c.niveau === level);
        return h("section", { class: "panel" }, h("h2", null, tag(level), ` ${many(codes.length, "soort", "soorten")}`), h("p", { class: "note", text: D.niveaus[level] || "" }),
          codes.length === 0 ? h("p", { class: "empty", text: "Niets gevonden." }) : codes.map((c) => {
            const e = D.codes[c.code] || { titel: c.code };
            return h("article", { class: "finding" }, h("h3", null, link(documents({ code: c.code }), e.titel), " ", h("span", { class: "code", text: c.code })),
              h("p", { text: `Bij ${c.documenten} van ${opps(D.samen.beoordeeld)}${c.bevindingen > c.documenten ? `, ${c.bevindingen} keer` : ""}. ${e.uitleg || ""}` }), e.advies && h("p", { class: "todo", text: e.advies }),
              e.voorbeeld && h("details", null, h("summary", null, "Zo kan het", h("span", { class: "sr", text: `: ${e.titel}` })), h("p", { class: "example", text: e.voorbeeld })));
          }));
      })];
  }
  function forms() {
    return [h("h1", { tabindex: "-1", text: "Formulieren" }), h("p", { class: "lead", text: "Bestanden die op hetzelfde formulier gemaakt zijn. Wat bij bijna alle OPP's op een formulier speelt, ligt aan het formulier: als dat beter wordt, worden alle OPP's beter." }),
      D.formulieren.length === 0 ? panel(null, h("p", { class: "empty", text: "Er is geen formulier waarop drie of meer OPP's gemaakt zijn." })) : D.formulieren.map((f) => h("section", { class: "panel" }, h("h2", { text: f.naam }),
        h("dl", { class: "facts" }, [["OPP's", f.bestanden], ["Scholen", f.scholen.length > 4 ? f.scholen.length : f.scholen.join(", ")], ["Leeg formulier", f.leeg ? `${f.a4_leeg ?? "?"} A4` : "niet gevonden"], ["Middelste lengte", f.a4_mediaan === null ? "–" : `${one(f.a4_mediaan)} A4`], ["Gemiddelde score", one(f.gemiddelde) || "–"]].map(([a, b]) => h("div", null, h("dt", { text: a }), h("dd", { text: b })))),
        h("p", null, h("strong", { text: "Vraagt niet naar: " }), f.ontbreekt.map(part).join(", ") || "niets wat nodig is"),
        h("p", null, h("strong", { text: "Vraagt te veel: " }), f.te_veel.map(part).join(", ") || "niets"),
        f.bevindingen.length > 0 && table(`Bevindingen op ${f.naam}`, ["Bevinding", num("OPP's"), "Ligt aan"], f.bevindingen.slice(0, 12).map((b) => h("tr", null, h("th", { scope: "row", text: D.codes[b.code] ? D.codes[b.code].titel : b.code }), cell(b.bestanden, "n"), cell({ formulier: "het formulier", invulling: "hoe het is ingevuld", onduidelijk: "niet duidelijk" }[b.oorzaak]))))))];
  }
  const mirrorPanel = (rows, title) => panel(title, table(`${title}: thema's`, ["Wat terugkomt", num("OPP's"), num("van"), h("th", { scope: "col", class: "wide" }, h("span", { class: "sr", text: "Staaf" })), "Vraag voor het team"], rows.map((r) => h("tr", null,
    h("th", { scope: "row", text: r.titel }), cell(r.aantal, "n"), cell(r.van, "n"), set(meter(r.aantal, r.van), { class: "meter wide" }), cell(r.vraag)))));
  function mirror() {
    const all = D.spiegel.filter((r) => r.school === null), names = [...new Set(D.spiegel.filter((r) => r.school !== null).map((r) => r.school))];
    return [h("h1", { tabindex: "-1", text: "Spiegel" }), h("p", { class: "lead", text: `Wat veel leerlingen nodig hebben, hoort misschien in de basis voor iedereen. Hier staan alleen aantallen, nooit een leerling, en niets over minder dan ${D.run.profiel.kleinste_groep} leerlingen.` }),
      all.length ? mirrorPanel(all, "Alle scholen samen") : panel(null, h("p", { class: "empty", text: "Er is geen thema dat bij genoeg leerlingen terugkomt." })),
      names.map((name) => mirrorPanel(D.spiegel.filter((r) => r.school === name), name || "(geen naam)"))];
  }
  function comparison() {
    const v = D.vergelijking, sign = (n) => (n === null || n === undefined ? "–" : `${n > 0 ? "+" : n < 0 ? "−" : ""}${one(Math.abs(n))}`);
    return [h("h1", { tabindex: "-1", text: "Vergelijking" }), h("p", { class: "lead", text: `Van ${day(v.oud)} naar ${day(v.nieuw)}. ${v.toelichting}` }),
      h("ul", { class: "cards" }, [["gelijk gebleven", v.gelijk], ["veranderd", v.veranderd], ["nieuw", v.erbij], ["niet meer gevonden", v.weg], ["bevindingen opgelost", v.opgelost], ["bevindingen erbij", v.ontstaan]].map(([t, n]) => h("li", null, h("b", { text: n.toLocaleString("nl-NL") }), h("span", { text: t })))),
      panel("Per school en punt", v.punten.length ? table("Gemiddelde vroeger en nu", ["School", "Punt", num("Vroeger"), num("Nu"), num("Verschil")], v.punten.map((r) => h("tr", null, h("th", { scope: "row", text: r.school || "Alle scholen" }), cell(`${r.punt} ${D.punten.find((p) => p.punt === r.punt)?.titel || ""}`), cell(one(r.oud) || "–", "n"), cell(one(r.nieuw) || "–", "n"), cell(sign(r.verschil), "n")))) : h("p", { class: "empty", text: "Geen verschil." })),
      panel("Documenten", v.documenten.length ? table("Documenten die nieuw, weg of veranderd zijn", ["Document", "Wat", num("Opgelost"), num("Erbij")], v.documenten.slice(0, 500).map((r) => h("tr", null, h("th", { scope: "row", class: "path", text: r.document }), cell(r.wat), cell(r.opgelost.join(", "), "n"), cell(r.ontstaan.join(", "), "n")))) : h("p", { class: "empty", text: "Geen verschil." }))];
  }
  function explanation() {
    const r = D.run;
    return [h("h1", { tabindex: "-1", text: "Uitleg" }),
      panel("Wat dit rapport wel en niet zegt", h("ul", null, [
        "Het programma leest documenten. Het ziet niet wat er op school gebeurt, en niet wat mondeling is afgesproken of ergens anders ligt.",
        "'Niet gevonden in dit document' betekent dat het programma het niet zag. Kijk eerst of het ergens anders staat.",
        "Een score is een hulp om te kiezen waar je begint. Het is geen oordeel over een school, een leraar of een leerling.",
        "Bij elke score en bevinding staat hoe zeker het programma is. Bij 'laag' moet iemand zelf kijken.",
        "Fragmenten zijn kort en namen zijn weggehaald, maar lees ze als vertrouwelijk. De bestandsnaam is niet veranderd."].map((t) => h("li", { text: t })))),
      panel("Niveaus", h("dl", null, LEVELS.map((level) => [h("dt", null, tag(level)), h("dd", { text: D.niveaus[level] || "" })]))),
      panel("De punten en hun ladder", D.punten.map((item) => h("div", null, h("h3", { text: `${item.punt} ${item.titel}` }), h("p", { text: item.vraag }), item.treden.length > 0 && h("details", null, h("summary", null, "De vijf treden", h("span", { class: "sr", text: ` van punt ${item.punt}` })),
        h("ol", { class: "ladder" }, item.treden.map((t, i) => h("li", null, h("b", { class: `s${i + 1}`, text: i + 1 }), t))))))),
      panel("Waarmee beoordeeld is", h("dl", { class: "facts" }, [["Programma", r.programma.startsWith("oppkeur") ? r.programma : `oppkeur ${r.programma}`], ["Regels", [r.regels.versie, r.regels.kenmerk.slice(0, 12)].filter(Boolean).join(", ")], ["Contract", [r.contract.versie, r.contract.kenmerk.slice(0, 12)].filter(Boolean).join(", ")], ["Peildatum", day(r.today)], ["Profiel", r.profiel.naam || "geen"]].map(([a, b]) => h("div", null, h("dt", { text: a }), h("dd", { text: b || "–" })))),
        r.afwijkende_regels.length > 0 && [h("p", { text: "Deze regels verschillen van de standaard:" }), h("ul", null, r.afwijkende_regels.map((t) => h("li", { text: t })))])];
  }
  const missing = () => [h("h1", { tabindex: "-1", text: "Niet gevonden" }), h("p", null, "Deze bladzijde bestaat niet in dit rapport. ", link("#overzicht", "Naar het overzicht"))];

  // ---- Getting about ----
  const views = { overzicht: overview, scholen: schools, documenten: list, bevindingen: findings, formulieren: forms, spiegel: mirror, ...(D.vergelijking ? { vergelijking: comparison } : {}), uitleg: explanation };
  const titles = { overzicht: "Overzicht", scholen: "Scholen", documenten: "Documenten", bevindingen: "Bevindingen", formulieren: "Formulieren", spiegel: "Spiegel", vergelijking: "Vergelijking", uitleg: "Uitleg" };
  const parents = { document: "documenten", school: "scholen" };
  const base = document.title;
  let first = true;
  function show() {
    const [path, search] = location.hash.slice(1).split("?");
    const [name, rest] = (path || "overzicht").split("/");
    redraw = null;
    if (name === "documenten") {
      const given = new URLSearchParams(search || "");
      for (const key of ["zoek", "school", "soort", "status", "code", "niveau"]) listState[key] = given.get(key) || "";
      const sort = given.get("sort") || "document";
      listState.dir = sort.startsWith("-") ? -1 : 1;
      listState.sort = sort.replace(/^-/, "");
      listState.page = Math.max(0, (Number(given.get("p")) || 1) - 1);
    }
    let decoded = "";
    try { decoded = decodeURIComponent(rest || ""); } catch { decoded = ""; }
    const view = name === "document" ? one_document(decoded) : name === "school" ? school(Number(decoded)) : views[name] ? views[name]() : missing();
    main.replaceChildren();
    add(main, view);
    const current = parents[name] || name;
    for (const a of document.querySelectorAll("nav a")) a.getAttribute("href") === `#${current}` ? a.setAttribute("aria-current", "page") : a.removeAttribute("aria-current");
    const head = main.querySelector("h1");
    document.title = `${head.textContent} - ${base}`;
    if (!first) { head.focus({ preventScroll: true }); window.scrollTo(0, 0); }
    first = false;
  }
  $("nav").append(h("ul", null, Object.keys(views).map((name) => h("li", null, link(`#${name}`, titles[name])))));
  $("skip").addEventListener("click", (event) => { event.preventDefault(); main.focus(); });
  window.addEventListener("hashchange", show);
  let closed = [];
  window.addEventListener("beforeprint", () => {
    printing = true;
    redraw?.();
    closed = [...main.querySelectorAll("details:not([open])")];
    for (const d of closed) d.open = true;
  });
  window.addEventListener("afterprint", () => {
    printing = false;
    for (const d of closed) d.open = false;
    redraw?.();
  });
  show();
})();

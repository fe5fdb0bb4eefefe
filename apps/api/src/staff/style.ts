export const style = `
:root { color-scheme: light dark; --bg: #f6f6f4; --card: #fff; --ink: #1c1b1a; --soft: #63615d; --line: #e3e1dc; --accent: #2f5bd8; --on: #fff;
  --good: #17703f; --good-bg: #e3f4ea; --bad: #b3261e; --bad-bg: #fdeceb; --warm: #8a5a00; --warm-bg: #fdf2da; }
@media (prefers-color-scheme: dark) { :root { --bg: #141416; --card: #1d1d20; --ink: #ececee; --soft: #a3a3ab; --line: #313136; --accent: #8fabff; --on: #10131c;
  --good: #7fd8a4; --good-bg: #16321f; --bad: #ff9a92; --bad-bg: #3b1a18; --warm: #f2c46d; --warm-bg: #382a0c; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--ink); font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, Inter, sans-serif; overflow-wrap: anywhere; }
a { color: var(--accent); text-underline-offset: 2px; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.skip { position: absolute; left: -999px; } .skip:focus { left: 8px; top: 8px; background: var(--card); padding: 8px; z-index: 2; }
.bar { display: flex; gap: 8px 28px; align-items: center; flex-wrap: wrap; padding: 12px max(16px, calc((100vw - 1160px) / 2)); background: var(--card); border-bottom: 1px solid var(--line); }
.brand { font-weight: 700; color: inherit; text-decoration: none; letter-spacing: -.01em; } nav { display: flex; gap: 18px; } nav a { text-decoration: none; }
main { max-width: 1160px; margin: 0 auto; padding: 20px 16px 48px; }
.title { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 16px; margin-bottom: 14px; } .title p { margin: 0; color: var(--soft); } .title form { margin-left: auto; }
h1 { font-size: 26px; margin: 0; letter-spacing: -.02em; } h2 { font-size: 16px; margin: 0 0 12px; } h2 small { font-weight: 400; color: var(--soft); margin-left: 6px; } h3 { font-size: 15px; margin: 0; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 16px; margin-bottom: 16px; min-width: 0; }
.columns { display: grid; grid-template-columns: 3fr 2fr; gap: 16px; align-items: start; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(130px, 1fr)); gap: 10px; margin: 0 0 16px; }
.figures div { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 12px 14px; } .figures dt { color: var(--soft); font-size: 13px; } .figures dd { margin: 2px 0 0; font-size: 24px; font-weight: 650; font-variant-numeric: tabular-nums; } .figures .bad dd { color: var(--bad); }
table { border-collapse: collapse; width: 100%; } th { text-align: left; color: var(--soft); font-weight: 500; font-size: 13px; } td, th { padding: 8px 12px 8px 0; vertical-align: top; border-top: 1px solid var(--line); } thead th, thead + tbody tr:first-child td { border-top: 0; } thead th { padding-top: 0; } tfoot td { font-weight: 600; }
td { font-variant-numeric: tabular-nums; } td:last-child { padding-right: 0; } time { white-space: nowrap; }
.quiet { color: var(--soft); font-size: 13px; } .nothing { color: var(--soft); margin: 0; } code { font: 13px ui-monospace, Menlo, Consolas, monospace; }
.badge { display: inline-block; padding: 1px 9px; border-radius: 99px; font-size: 12.5px; background: var(--line); white-space: nowrap; }
.badge.complete, .badge.done, .badge.approved, .badge.delivered { background: var(--good-bg); color: var(--good); } .badge.failed, .badge.rejected { background: var(--bad-bg); color: var(--bad); } .badge.processing, .badge.generating, .badge.paused, .badge.draft, .badge.begun { background: var(--warm-bg); color: var(--warm); }
.flash { padding: 11px 14px; border-radius: 10px; margin: 0 0 16px; } .flash p { margin: 0; } .flash.good { background: var(--good-bg); color: var(--good); } .flash.bad { background: var(--bad-bg); color: var(--bad); }
button { font: inherit; font-weight: 550; padding: 6px 14px; min-height: 36px; border-radius: 8px; border: 1px solid var(--accent); background: var(--accent); color: var(--on); cursor: pointer; } button:hover { filter: brightness(1.08); }
button.quiet { background: none; color: var(--accent); font-size: inherit; } button.danger { background: none; border-color: var(--bad); color: var(--bad); }
form { margin: 0; } .act { display: inline-flex; gap: 8px; align-items: center; } .confirm { color: var(--soft); font-size: 13px; white-space: nowrap; }
.cards { list-style: none; margin: 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(300px, 1fr)); gap: 16px; } .cards li { display: flex; gap: 14px; } .cards p { margin: 0 0 4px; } .cards form { margin-top: 6px; }
.poster { position: relative; flex: none; width: 96px; height: 128px; border-radius: 8px; overflow: hidden; background: var(--line); } .poster img { width: 100%; height: 100%; object-fit: cover; display: block; }
.play { position: absolute; left: 6px; bottom: 6px; background: rgb(0 0 0 / .68); color: #fff; font-size: 12px; padding: 1px 8px; border-radius: 99px; }
.queues { list-style: none; margin: 0; padding: 0; } .queues li { display: grid; grid-template-columns: 1fr auto; gap: 0 16px; padding: 9px 0; border-top: 1px solid var(--line); } .queues li:first-child { border-top: 0; padding-top: 0; } .queues p { margin: 0; font-size: 14px; grid-column: 1; } .acts { grid-column: 2; grid-row: 1 / 3; display: flex; gap: 8px; align-items: center; flex-wrap: wrap; }
.facts { margin: 0; display: grid; grid-template-columns: repeat(auto-fit, minmax(250px, 1fr)); gap: 10px 24px; } .facts dt { color: var(--soft); font-size: 13px; } .facts dd { margin: 0; }
progress, meter { width: 90px; height: 12px; accent-color: var(--accent); vertical-align: middle; } meter { width: 100%; }
.players { display: flex; flex-wrap: wrap; gap: 16px; align-items: flex-start; } figure { margin: 0; max-width: 100%; } video { display: block; max-width: 100%; width: auto; height: auto; max-height: 62vh; border-radius: 10px; background: #000; } figcaption { color: var(--soft); font-size: 13px; margin-top: 6px; }
.stages th { width: 130px; } .stages td:last-child { width: 90px; text-align: right; } .stages tr:first-child > * { border-top: 0; }
@media (max-width: 720px) { .columns { display: block; } .queues li { display: block; } .acts { margin-top: 6px; } .title form { margin-left: 0; }
  table:not(.plain) thead { display: none; } table:not(.plain) tr { display: block; padding: 8px 0; border-top: 1px solid var(--line); } table:not(.plain) tbody tr:first-child { border-top: 0; } table:not(.plain) td { display: block; padding: 2px 0; border: 0; } }
`;

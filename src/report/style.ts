/** Style and script of the page, in one place: the page allows these very texts and nothing else. */

export const STYLE = `
:root{color-scheme:light;--ink:#1a1a1a;--quiet:#555;--line:#c9c9c9;--mark:#f4f1ea}
*{box-sizing:border-box}
body{margin:0;color:var(--ink);background:#fff;font:16px/1.5 system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif;overflow-wrap:anywhere}
main,header,nav,footer{max-width:1240px;margin:0 auto;padding:0 20px}
h1{font-size:1.7rem;line-height:1.2;margin:1.2rem 0 .4rem}
h2{font-size:1.3rem;line-height:1.25;margin:3rem 0 .8rem;padding-top:.8rem;border-top:3px solid var(--ink)}
h3{font-size:1.05rem;margin:1.6rem 0 .5rem}
p,ul{max-width:76ch}
.stylised{font-weight:600}
.banner{border:2px solid var(--ink);padding:.6rem .9rem;max-width:none;font-weight:600}
nav ol{columns:2;column-gap:2rem;padding-left:1.3rem;max-width:none;margin:.6rem 0}
nav li{break-inside:avoid}
a{color:#0b4a86}
figure{margin:1.4rem 0 2.2rem;padding:0}
.finding{font-weight:700;margin:0 0 .6rem;max-width:90ch}
.panels{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,330px),1fr));gap:14px 18px}
.panels.narrow{grid-template-columns:repeat(5,minmax(0,1fr));gap:8px}
.panels.one{grid-template-columns:minmax(0,460px)}
.panels.wide{grid-template-columns:minmax(0,760px)}
.panels.wide .panel svg{max-width:760px;min-width:560px}
.panels.two{grid-template-columns:repeat(auto-fill,minmax(min(100%,330px),460px))}
.panel{display:flex;flex-direction:column;justify-content:flex-end;min-width:0}
.panel svg{display:block;width:100%;max-width:460px;height:auto}
.label{margin:0 0 2px;font-size:.86rem;font-weight:600}
.reading,.interval{color:var(--quiet)}
.interval{white-space:nowrap}
.reading{margin:.5rem 0;max-width:100ch;font-size:.84rem}
.files{white-space:nowrap}
.absent{border-left:4px solid var(--line);padding-left:.8rem;color:var(--quiet)}
.findings li{margin:.35rem 0}
.scroll{overflow-x:auto;max-width:100%}
.scroll:focus{outline:2px solid #0b4a86}
table{border-collapse:collapse;font-size:.84rem;margin:.4rem 0}
th,td{border-bottom:1px solid var(--line);padding:.3rem .6rem;text-align:left;vertical-align:top;overflow-wrap:normal}
thead th{border-bottom:2px solid var(--ink);vertical-align:bottom}
td{font-variant-numeric:tabular-nums}
.verdict td:nth-child(2){min-width:11rem}
details{margin:.4rem 0}
summary{cursor:pointer;font-size:.88rem}
.picker{margin:.8rem 0}
select{max-width:100%;font:inherit}
footer{margin-top:3rem;padding-bottom:2rem;color:var(--quiet);font-size:.88rem}
@media (max-width:700px){nav ol{columns:1}.panels.narrow{grid-template-columns:repeat(2,minmax(0,1fr))}.files{white-space:normal}}
@media print{
@page{size:A4;margin:14mm}
body{font-size:10pt}
main,header,nav,footer{max-width:none;padding:0}
h2{break-after:avoid;break-inside:avoid;margin-top:1.4rem}
h3{break-after:avoid}
.panels,.panels.two{grid-template-columns:repeat(2,minmax(0,1fr))}
.panels.narrow{grid-template-columns:repeat(5,minmax(0,1fr))}
.panels.one{grid-template-columns:minmax(0,120mm)}
.panels.wide .panel svg{min-width:0}
.panel,tr,.finding{break-inside:avoid}
figcaption{break-after:avoid}
.scroll{overflow:visible}
table{font-size:7pt;width:100%}
th,td{padding:.12rem .2rem;overflow-wrap:break-word}
.verdict td:nth-child(2){min-width:0}
.picker{display:none}
.pair[hidden]{display:block!important}
a{color:inherit;text-decoration:none}
}
`;

/** Shows one comparison at a time; without it all are shown one after another. */
export const SCRIPT = `
const picker=document.getElementById('picker');
if(picker){
picker.closest('.picker').hidden=false;
const show=()=>{for(const part of document.querySelectorAll('.pair'))part.hidden=picker.value!=='all'&&part.dataset.pair!==picker.value};
picker.addEventListener('change',show);
}
`;

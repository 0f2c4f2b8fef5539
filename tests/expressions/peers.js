// Asks openrosa-xpath-evaluator (XLSForm's XPath) and survey-core (SurveyJS). Run by peers.py, which installs them.
const fs = require('fs');
const { JSDOM } = require('jsdom');
const { ExpressionRunner } = require('survey-core');

const TICKS = ['don', 'voisins', 'rien', 'autre'];
const [, , asked, out] = process.argv;
const { answers, conditions } = JSON.parse(fs.readFileSync(asked));
const given = (value) => (value === null || value === undefined ? '' : String(value));

const { window } = new JSDOM('<x/>', { contentType: 'text/xml' });
for (const name of ['Node', 'XPathResult', 'XPathEvaluator', 'XPathException', 'DOMParser', 'Element', 'document']) {
    global[name] = window[name];
}
global.window = window;
const evaluator = require('openrosa-xpath-evaluator')();

function asXml(a) {
    const codes = (list) => list.map((at) => TICKS[at]).join(' ');
    const fields = {
        AGE: a.AGE, TAUX: a.TAUX, JC: a.JC, G_rapide: a.RAPIDE, NOTE: a.NOTE, REVENU: a.REVENU,
        ENG: codes(a.ENG), RANG: codes(a.RANG), AVIS: a.AVIS, JOUR: a.JOUR,
        PARTS_a: a.PARTS[0], PARTS_b: a.PARTS[1], PARTS_c: a.PARTS[2],
    };
    const xml = Object.entries(fields).map(([name, value]) => `<${name}>${given(value)}</${name}>`).join('');
    return new window.DOMParser().parseFromString(`<data>${xml}</data>`, 'text/xml');
}

function asSurvey(a) {
    const values = {};
    const put = (name, value) => { if (value !== null && value !== undefined) values[name] = value; };
    const number = (text) => (text !== null && text !== '' && !Number.isNaN(Number(text)) ? Number(text) : text);
    put('AGE', a.AGE); put('TAUX', a.TAUX); put('JC', a.JC); put('NOTE', number(a.NOTE));
    put('REVENU', number(a.REVENU)); put('AVIS', a.AVIS); put('JOUR', a.JOUR);
    if (a.RAPIDE !== null) values.G = { rapide: a.RAPIDE };
    if (a.ENG.length) values.ENG = a.ENG.map((at) => TICKS[at]);
    if (a.RANG.length) values.RANG = a.RANG.map((at) => TICKS[at]);
    const parts = {};
    a.PARTS.forEach((part, at) => { if (part !== null) parts['abc'[at]] = part; });
    if (Object.keys(parts).length) values.PARTS = parts;
    return values;
}

const documents = answers.map(asXml);
const surveys = answers.map(asSurvey);
const said = conditions.map(({ written }) => {
    const found = {};
    if (written.xlsform) {
        const xpath = written.xlsform.replace(/\$\{(\w+)\}/g, '/data/$1');
        found.xlsform = documents.map((document) => {
            const result = evaluator.evaluate(xpath, document, null, window.XPathResult.BOOLEAN_TYPE);
            return result.booleanValue ? '1' : '0';
        }).join('');
    }
    if (written.surveyjs) {
        const runner = new ExpressionRunner(written.surveyjs);
        found.surveyjs = surveys.map((values) => (runner.runValues(values) === true ? '1' : '0')).join('');
    }
    return found;
});
fs.writeFileSync(out, JSON.stringify(said));

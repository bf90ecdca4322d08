// A map to move and zoom takes the place of the drawing that the page came with. All it shows it
// reads from that drawing: metres of the Dutch grid (EPSG:28992), y upside down.
import Feature from "ol/Feature.js";
import Map from "ol/Map.js";
import View from "ol/View.js";
import { defaults as controls } from "ol/control/defaults.js";
import Point from "ol/geom/Point.js";
import Polygon from "ol/geom/Polygon.js";
import VectorLayer from "ol/layer/Vector.js";
import Projection from "ol/proj/Projection.js";
import VectorSource from "ol/source/Vector.js";
import { Circle, Fill, Stroke, Style, Text } from "ol/style.js";

const GRID = new Projection({ code: "EPSG:28992", units: "m", extent: [-7000, 289000, 300000, 629000] });
const FONT = '13px "Noto Sans", sans-serif';
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const ringsOf = (path) =>
  path
    .split(/[Mm]/)
    .filter((part) => part.trim())
    .map((part) => {
      const numbers = part.match(/-?\d+(\.\d+)?/g).map(Number);
      const ring = [];
      for (let i = 0; i + 1 < numbers.length; i += 2) ring.push([numbers[i], -numbers[i + 1]]);
      return [...ring, ring[0]];
    });

const outline = (element) =>
  ringsOf(element.getAttribute("d")).map((ring) => new Feature(new Polygon([ring])));

function label(element) {
  const feature = new Feature(new Point([element.x.baseVal[0].value, -element.y.baseVal[0].value]));
  feature.setStyle(
    new Style({
      text: new Text({
        text: element.textContent.trim(),
        font: FONT,
        fill: new Fill({ color: "#3d4d56" }),
        stroke: new Stroke({ color: "#fff", width: 3 }),
      }),
    }),
  );
  return feature;
}

function spot(link) {
  const circle = link.querySelector("circle");
  const feature = new Feature(new Point([circle.cx.baseVal.value, -circle.cy.baseVal.value]));
  const [done, off] = ["spot--done", "spot--off"].map((name) => circle.classList.contains(name));
  const line = done ? "--woonplek-good" : "--woonplek-bad";
  feature.set("href", link.getAttribute("href"));
  feature.setStyle(
    new Style({
      image: new Circle({
        radius: done || off ? 6 : 8,
        fill: new Fill({ color: done || off ? "#fff" : colour("--woonplek-brand") }),
        stroke: new Stroke({ color: done || off ? colour(line) : "#fff", width: done || off ? 3 : 2 }),
      }),
    }),
  );
  return feature;
}

const layer = (features, style) =>
  new VectorLayer({ source: new VectorSource({ features }), style, declutter: false });

function enliven(figure) {
  const drawing = figure.querySelector("svg");
  const live = document.createElement("div");
  live.className = "live";
  live.tabIndex = 0;
  live.setAttribute("role", "application");
  live.setAttribute("aria-label", figure.dataset.label);
  const { x, y, width, height } = drawing.viewBox.baseVal;
  drawing.before(live);
  drawing.style.display = "none";
  const lines = new Style({ fill: new Fill({ color: "#fff" }), stroke: new Stroke({ color: "#8ba0ab", width: 1.2 }) });
  const spots = layer([...drawing.querySelectorAll("a")].map(spot));
  const map = new Map({
    target: live,
    controls: controls({
      attribution: false,
      rotate: false,
      zoomOptions: { zoomInTipLabel: figure.dataset.zoomIn, zoomOutTipLabel: figure.dataset.zoomOut },
    }),
    layers: [
      layer([...drawing.querySelectorAll("path.outline")].flatMap(outline), lines),
      layer([...drawing.querySelectorAll("text")].map(label)),
      spots,
    ],
    view: new View({ projection: GRID, maxResolution: 400, minResolution: 1 }),
  });
  map.getView().fit([x, -(y + height), x + width, -y], { padding: [8, 8, 8, 8] });
  map.on("click", (event) => {
    const href = map.forEachFeatureAtPixel(event.pixel, (found) => found.get("href"), {
      layerFilter: (each) => each === spots,
      hitTolerance: 6,
    });
    if (href) location.assign(href);
  });
  live.dataset.ready = "true";
}

const enlivenAll = () =>
  document.querySelectorAll("figure.map:not(:has(.live))").forEach(enliven);

enlivenAll();
document.addEventListener("htmx:after:swap", enlivenAll);

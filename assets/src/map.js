// A map to move and zoom takes the place of the drawing that the page came with. All it shows it
// reads from that drawing: metres of the Dutch grid (EPSG:28992), y upside down.
import Feature from "ol/Feature.js";
import Map from "ol/Map.js";
import View from "ol/View.js";
import { defaults as controls } from "ol/control/defaults.js";
import Round from "ol/geom/Circle.js";
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
        textBaseline: "alphabetic",
      }),
    }),
  );
  return feature;
}

function spot(link) {
  const circle = link.querySelector("circle");
  const feature = new Feature(new Point([circle.cx.baseVal.value, -circle.cy.baseVal.value]));
  const LINES = { "spot--done": "--woonplek-good", "spot--off": "--woonplek-bad", "spot--tie": "--woonplek-warn" };
  const open = Object.keys(LINES).find((name) => circle.classList.contains(name));
  feature.set("href", link.getAttribute("href"));
  feature.setStyle(
    new Style({
      image: new Circle({
        radius: (open ? 6 : 8) * Number(link.dataset.size),
        fill: new Fill({ color: open ? "#fff" : colour("--woonplek-brand") }),
        stroke: new Stroke({ color: open ? colour(LINES[open]) : "#fff", width: open ? 3 : 2 }),
      }),
    }),
  );
  return feature;
}

function ring(element) {
  const middle = [element.cx.baseVal.value, -element.cy.baseVal.value];
  return new Feature(new Round(middle, element.r.baseVal.value));
}

const layer = (features, style) =>
  new VectorLayer({ source: new VectorSource({ features }), style, declutter: false });

// The point of a form: where one clicks, or what is in the middle when Enter is pressed.
function movable(map, spots, field) {
  const point = spots.getSource().getFeatures()[0].getGeometry();
  const put = (place) => {
    point.setCoordinates(place);
    field.value = place.map(Math.round).join(", ");
  };
  map.on("click", (event) => put(event.coordinate));
  map.getTargetElement().addEventListener("keydown", (event) => {
    if (event.key === "Enter") put(map.getView().getCenter());
  });
}

// A spot leads to what it stands for.
function leading(map, spots) {
  map.on("click", (event) => {
    const href = map.forEachFeatureAtPixel(event.pixel, (found) => found.get("href"), {
      layerFilter: (each) => each === spots,
      hitTolerance: 6,
    });
    if (href) location.assign(href);
  });
}

function enliven(figure) {
  const drawing = figure.querySelector("svg");
  const live = document.createElement("div");
  live.className = "live";
  live.tabIndex = 0;
  live.setAttribute("role", "application");
  live.setAttribute("aria-label", figure.dataset.label);
  const { x, y, width, height } = drawing.viewBox.baseVal;
  const zoom = document.createElement("div");
  zoom.className = "zoom";
  drawing.before(zoom, live);
  drawing.style.display = "none";
  const lines = new Style({ fill: new Fill({ color: "#fff" }), stroke: new Stroke({ color: "#8ba0ab", width: 1.2 }) });
  const spots = layer([...drawing.querySelectorAll("a")].map(spot));
  const map = new Map({
    target: live,
    controls: controls({
      attribution: false,
      rotate: false,
      zoomOptions: { target: zoom, zoomInTipLabel: figure.dataset.zoomIn, zoomOutTipLabel: figure.dataset.zoomOut },
    }),
    layers: [
      layer([...drawing.querySelectorAll("path.outline")].flatMap(outline), lines),
      layer(
        [...drawing.querySelectorAll("circle.ring")].map(ring),
        new Style({ stroke: new Stroke({ color: colour("--woonplek-soft"), width: 1.5, lineDash: [6, 5] }) }),
      ),
      layer([...drawing.querySelectorAll("text")].map(label)),
      spots,
    ],
    view: new View({ projection: GRID, maxResolution: 400, minResolution: 1 }),
  });
  map.getView().fit([x, -(y + height), x + width, -y], { padding: [8, 8, 8, 8] });
  if (figure.dataset.moves) movable(map, spots, document.getElementById(figure.dataset.moves));
  else leading(map, spots);
  live.dataset.ready = "true";
}

const enlivenAll = () =>
  document.querySelectorAll("figure.map:not(:has(.live))").forEach(enliven);

enlivenAll();
document.addEventListener("htmx:after:swap", enlivenAll);

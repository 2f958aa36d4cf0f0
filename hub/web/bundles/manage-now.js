import{d as a}from"./manage-shared-3.js";import"./manage-shared-6.js";import"./manage-shared-1.js";export{a as begin};

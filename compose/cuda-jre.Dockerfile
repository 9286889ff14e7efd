# The base of a replica for NVIDIA's cards: the JRE beside CUDA 12 and cuDNN 9 (amd64).
#   docker build -t slipway/cuda-jre:25 -f compose/cuda-jre.Dockerfile compose
FROM eclipse-temurin:25-jre AS jre

FROM nvidia/cuda:12.9.1-cudnn-runtime-ubuntu24.04
COPY --from=jre /opt/java/openjdk /opt/java/openjdk
ENV JAVA_HOME=/opt/java/openjdk PATH=/opt/java/openjdk/bin:${PATH} LANG=C.UTF-8

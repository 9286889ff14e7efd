package dev.slipway.registry.http;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.registry.refusal.Refusal;
import java.io.IOException;
import org.apache.catalina.Host;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/** Answers as routes do where Tomcat refuses a request itself, such as a path with "%2F" in it. */
@Component
class UnroutedProblems implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {
    private static final Logger LOG = LoggerFactory.getLogger(UnroutedProblems.class);
    private static final int FIRST_ERROR = 400;
    private static final int FIRST_OF_SERVER = 500;

    private final Answers answers;

    UnroutedProblems(Answers answers) {
        this.answers = answers;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.addContextCustomizers(context -> {
            if (context.getParent() instanceof Host host) {
                host.getPipeline().addValve(new Report());
            }
        });
    }

    private final class Report extends ErrorReportValve {
        @Override
        protected void report(Request request, Response response, @Nullable Throwable failure) {
            int status = response.getStatus();
            if (status < FIRST_ERROR
                    || response.getContentWritten() > 0
                    || !response.setErrorReported()) {
                return;
            }
            try {
                answers.write(request, response, refusal(status));
                response.finishResponse();
            } catch (IOException left) {
                LOG.debug("a client left before its refusal", left);
            }
        }

        private Refusal refusal(int status) {
            if (status == 404) {
                return new Refusal(ErrorCode.PATH_NOT_FOUND, "There is no such path here.");
            }
            return status < FIRST_OF_SERVER
                    ? new Refusal(
                            ErrorCode.INVALID_REQUEST,
                            "The request's line, path or headers are not as HTTP wants them.")
                    : new Refusal(ErrorCode.INTERNAL, "The registry failed; its log says more.");
        }
    }
}
